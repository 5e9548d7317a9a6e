import { createRequire } from 'node:module';
import { UsageError } from '../core/errors.ts';
import type { ServerVersion } from '../core/server-version.ts';

/** Whether the installed restate-server is of this version, and not another one with its flags. */
export function isInstalled(version: ServerVersion): boolean {
  const require = createRequire(import.meta.url);
  const { version: installed } = require('@restatedev/restate-server/package.json') as { readonly version: string };
  return isOfVersion(installed, version);
}

/** @param full such as `1.7.12` */
export function isOfVersion(full: string, version: ServerVersion): boolean {
  return full.startsWith(`${version}.`);
}

/**
 * Path of the restate-server executable that npm has installed.
 * @param platform for which; by default this one
 * @throws {UsageError} when there is none for this platform, or it is not installed
 */
export function serverBinary(platform: string = `${process.platform}-${process.arch}`): string {
  const require = createRequire(import.meta.url);
  const name = `@restatedev/restate-server-${platform}`;
  try {
    // The wrapper's script would start the server as its child, whose pid is unknown here. The executable is in another package.
    return createRequire(require.resolve('@restatedev/restate-server/package.json')).resolve(
      `${name}/bin/restate-server`,
    );
  } catch {
    throw new UsageError(
      'SERVER_BINARY_NOT_FOUND',
      `There is no restate-server for ${platform}: the package ${name} is not installed; add it with \`npm install --save-dev @restatedev/restate-server\`, where it exists for your platform.`,
    );
  }
}
