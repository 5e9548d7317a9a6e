#!/usr/bin/env node
import { main } from './main.ts';

process.exitCode = await main(process.argv.slice(2));
// Services may have left timers, pools and sockets behind that would keep the process.
process.stdout.write('', () => process.stderr.write('', () => process.exit()));
