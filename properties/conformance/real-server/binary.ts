import { createRequire } from 'node:module';

/** Path of the restate-server executable that npm has installed for this platform. */
export function serverBinary(): string {
  const require = createRequire(import.meta.url);
  const name = `@restatedev/restate-server-${process.platform}-${process.arch}`;
  try {
    // The wrapper's own script would stand between us and the server's pid; its executable is in a package beside it.
    return createRequire(require.resolve('@restatedev/restate-server/package.json')).resolve(
      `${name}/bin/restate-server`,
    );
  } catch (cause) {
    throw new Error(`no restate-server for this platform: ${name} is not installed; run npm install`, { cause });
  }
}
