import { refuseExit } from './refuse-exit.ts';
import { silenceListen } from './silent-listen.ts';

/** Loads files as if their programs started, without opening a port or ending the process. */
export async function contained<T>(files: readonly string[], load: () => Promise<T>): Promise<T> {
  const listenAgain = silenceListen();
  const exitAgain = refuseExit(files);
  try {
    return await load();
  } finally {
    listenAgain();
    exitAgain();
  }
}
