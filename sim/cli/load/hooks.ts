import * as nodeModule from 'node:module';
import { UsageError } from '../../core/errors.ts';
import { compile } from './compile.ts';
import { asSdkFace, isSdk, sdkFace } from './sdk-face.ts';
import { resolveLikeTypeScript } from './resolve.ts';

interface Hooks {
  resolve(specifier: string, context: { parentURL?: string }, next: Next): Resolved;
  load(url: string, context: object, next: (url: string, context: object) => Loaded): Loaded;
}
type Next = (specifier: string, context: object) => Resolved;
interface Resolved {
  url: string;
  format?: string | null;
  shortCircuit?: boolean;
}
interface Loaded {
  format?: string | null;
  source?: unknown;
  shortCircuit?: boolean;
}

const TYPESCRIPT = /\.[mc]?tsx?(\?|$)/;
let installed = false;

/**
 * From here on this thread runs TypeScript files, whatever their project compiles them with, and services that they
 * serve are noted instead.
 * @throws {UsageError} on a Node that has no hooks for that
 */
export function installHooks(): void {
  if (installed) return;
  installed = true;
  // Older versions of Node, and their declarations, do not have it.
  const { registerHooks } = nodeModule as { registerHooks?: (hooks: Hooks) => void };
  if (registerHooks === undefined) {
    throw new UsageError(
      'UNSUPPORTED_NODE_VERSION',
      `This is Node ${process.version}; to load TypeScript files, 22.15 or later is needed.`,
    );
  }
  process.setSourceMapsEnabled(true);
  registerHooks({
    resolve: (specifier, context, next) => {
      const file = resolveLikeTypeScript(specifier, context.parentURL);
      if (file !== undefined) return { url: file, shortCircuit: true };
      const found = next(specifier, context);
      return isSdk(found.url) && ofUser(context.parentURL) ? { ...found, ...asSdkFace(found) } : found;
    },
    load: (url, context, next) => {
      const face = sdkFace(url);
      if (face !== undefined) return { ...face, shortCircuit: true };
      if (!TYPESCRIPT.test(url) || url.includes('/node_modules/')) return next(url, context);
      return { ...compile(url.split('?')[0] ?? url), shortCircuit: true };
    },
  });
}

/** Only what a user's own files import is noted; the SDK's files, and ours, import the SDK as it is. */
function ofUser(parent: string | undefined): boolean {
  return parent !== undefined && !parent.includes('/node_modules/') && !OWN.test(parent);
}

/** Files of this package, where it is not installed but checked out. */
const OWN = new RegExp(`^${new URL('../../', import.meta.url).href.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)}`);
