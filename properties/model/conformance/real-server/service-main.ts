import { createServer } from 'node:http2';

import * as restate from '@restatedev/restate-sdk';

import { conformanceServices } from '../services.ts';
import { FileOutside } from './file-outside.ts';

/** The service process: the conformance services over HTTP/2, on loopback only. */
const [port = '', folder = ''] = process.argv.slice(2);
const handler = restate.createEndpointHandler({
  services: [...conformanceServices(new FileOutside(folder))],
  logger: () => undefined,
});
createServer(handler).listen(Number(port), '127.0.0.1', () => process.send?.('ready'));

// Without the process that started this one there is nothing to serve.
process.on('disconnect', () => process.exit(0));
