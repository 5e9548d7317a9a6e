#!/usr/bin/env node
// Nothing is imported before the check: an older Node cannot even read the rest.
const NEEDED = '22.15.0';

// What a file does to it while it is loaded must not keep us.
const exit = process.exit.bind(process);

if (isOlder(process.versions.node, NEEDED)) {
  process.stderr.write(
    `restate-sim: This is Node ${process.versions.node}, and ${NEEDED} or later is needed: install it from https://nodejs.org.\n`,
  );
  process.exitCode = 3;
} else {
  // Only a verdict changes it: whatever ends the process earlier, or keeps it from going on, must not look like one.
  process.exitCode = 2;
  // Not awaited here: Node would complain of this file where one of the user's never comes to its end.
  void start();
}

async function start(): Promise<void> {
  const { divertStdout, ownStdout } = await import('./own-stdout.ts');
  divertStdout();
  const { main } = await import('./main.ts');
  const status = await main(process.argv.slice(2), undefined, 0);
  process.exitCode = status;
  // Services may have left timers, pools and sockets behind that would keep the process.
  const { terminalText } = await import('./shown.ts');
  ownStdout().write(terminalText(''), () => process.stderr.write('', () => exit(status)));
}

function isOlder(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [otherMajor = 0, otherMinor = 0] = than.split('.').map(Number);
  return major < otherMajor || (major === otherMajor && minor < otherMinor);
}
