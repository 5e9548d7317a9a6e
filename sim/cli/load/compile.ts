import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transformSync, type Message, type TransformOptions } from 'esbuild';
import { UsageError } from '../../core/errors.ts';
import { isModulePackage, tsconfigOf } from './project.ts';

/** A TypeScript file as Node can run it. */
export interface Compiled {
  readonly format: 'module' | 'commonjs';
  readonly source: string;
}

/**
 * Turns a TypeScript file into what Node runs, the way the file's own project does: types are dropped, also imports of
 * nothing but types, and enums, decorators and the like are compiled. Whether it is an ES module says its package.json.
 * @throws {UsageError} with place and reason, when it does not compile
 */
export function compile(url: string): Compiled {
  const file = fileURLToPath(url);
  const source = readFileSync(file, 'utf8');
  const isModule = !file.endsWith('.cts') && (file.endsWith('.mts') || isModulePackage(file));
  if (isModule) return { format: 'module', source: transformed(source, file, 'esm') };
  try {
    return { format: 'commonjs', source: transformed(source, file, 'cjs') };
  } catch (error) {
    // Only an ES module can await at its top; a package that does not say so is run as one.
    if (!(error instanceof UsageError) || !error.message.includes('Top-level await')) throw error;
    return { format: 'module', source: transformed(source, file, 'esm') };
  }
}

function transformed(source: string, file: string, format: 'esm' | 'cjs'): string {
  const options: TransformOptions = {
    loader: file.endsWith('x') ? 'tsx' : 'ts',
    format,
    platform: 'node',
    target: 'node22',
    sourcefile: file,
    sourcemap: 'inline',
    sourcesContent: false,
    logLevel: 'silent',
    tsconfigRaw: tsconfigOf(file).text,
  };
  try {
    return transformSync(source, options).code;
  } catch (error) {
    throw new UsageError('COMPILE_FAILED', `${file} does not compile: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  const [first] = (error as { readonly errors?: readonly Message[] }).errors ?? [];
  if (first === undefined) return String(error);
  const { text, location } = first;
  return location === null ? text : `line ${location.line}, column ${location.column + 1}: ${text}`;
}
