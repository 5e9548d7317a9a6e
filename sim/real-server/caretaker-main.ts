import { rmSync } from 'node:fs';

import type { CaretakerMessage } from './caretaker.ts';

const pids = new Set<number>();
const folders = new Set<string>(process.argv.slice(2));

process.on('message', (message: CaretakerMessage) => {
  switch (message.type) {
    case 'watch':
      pids.add(message.pid);
      break;
    case 'forget':
      pids.delete(message.pid);
      break;
    case 'folder':
      folders.add(message.folder);
      break;
    default:
      message satisfies never;
  }
});

process.on('disconnect', () => {
  for (const pid of pids) end(pid);
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  process.exit(0);
});

// Ctrl-C reaches the whole process group; the caretaker waits for its owner's end instead.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has already gone.
  }
}
