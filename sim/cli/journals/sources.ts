import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BoundService } from '../../attempt/definition.ts';
import { readDefinitions } from '../../attempt/read-definition.ts';
import { sdkOf } from '../../attempt/sdk-shape.ts';
import { UsageError } from '../../core/errors.ts';
import { servicesOf } from '../../simulation/scenario/bound-handlers.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import { isFolder } from '../replay-folder.ts';

/** @returns the files of journals that a name means: itself, or those in the folder. @throws {UsageError} for a folder without any */
export function filesIn(name: string): readonly string[] {
  if (!isFolder(name)) return [name];
  const files = readdirSync(name).filter((file) => file.endsWith('.jsonl'));
  if (files.length === 0) {
    throw new UsageError('INVALID_JOURNALS', `${name} has no files of journals: their names end in .jsonl.`);
  }
  return files.toSorted().map((file) => join(name, file));
}

/**
 * @param definitions that were found in files: a replay needs no request that could be made to them
 * @returns the services of all scenarios, and these; of several of one name, the first
 */
export function servicesIn(
  scenarios: readonly Scenario[],
  definitions: readonly unknown[] = [],
): ReadonlyMap<string, BoundService> {
  const services = new Map<string, BoundService>();
  for (const scenario of scenarios) {
    for (const [name, service] of servicesOf(scenario)) if (!services.has(name)) services.set(name, service);
  }
  if (definitions.length === 0) return services;
  for (const [name, service] of readDefinitions(definitions, sdkOf(definitions))) {
    if (!services.has(name)) services.set(name, service);
  }
  return services;
}
