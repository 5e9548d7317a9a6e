import type { BoundHandler, BoundService } from '../attempt/definition.ts';
import { handlerKindChanges, visibilityChanges } from './handler-changes.ts';
import { inputChanges, type InputTypes } from './input-changes.ts';
import type { ManifestChange } from './manifest-change.ts';
import { addedHandler, addedService, removedHandler, removedService, renamedHandler, renamedService } from './names.ts';
import { optionChanges } from './option-changes.ts';
import { outputChanges } from './output-changes.ts';
import { handlerPairs, servicePairs } from './pairs.ts';
import { serviceTypeChanges } from './service-type.ts';

/**
 * What a server does not check when a new version is registered: names, kinds, visibility, schemas and options of two
 * versions of the services, compared.
 * @param old the services of the version that runs
 * @param next those of the version that is to be deployed
 * @param types what TypeScript says where no schema is declared
 * @returns the changes, in the order of the old services and their handlers, then what is new; none for equal versions
 */
export function manifestDifference(
  old: ReadonlyMap<string, BoundService>,
  next: ReadonlyMap<string, BoundService>,
  types: InputTypes = {},
): readonly ManifestChange[] {
  const { kept, renamed, removed, added } = servicePairs(old, next);
  return [
    ...kept.flatMap(([from, to]) => serviceChanges(from, to, types)),
    ...renamed.flatMap(([from, to]) => [renamedService(from, to), ...serviceChanges(from, to, types)]),
    ...removed.map((service) => removedService(service)),
    ...added.map((service) => addedService(service)),
  ];
}

function serviceChanges(old: BoundService, next: BoundService, types: InputTypes): readonly ManifestChange[] {
  const { kept, renamed, removed, added } = handlerPairs(old, next);
  const both = [...kept, ...renamed];
  return [
    ...serviceTypeChanges(old, next),
    ...renamed.map(([from, to]) => renamedHandler(from, to)),
    ...removed.map((handler) => removedHandler(handler)),
    ...added.map((handler) => addedHandler(handler)),
    ...ofWholeService(
      old,
      both.map(([from, to]) => handlerChanges(from, to, { types, isOfSameType: old.kind === next.kind })),
    ),
  ];
}

function handlerChanges(
  old: BoundHandler,
  next: BoundHandler,
  { types, isOfSameType }: { readonly types: InputTypes; readonly isOfSameType: boolean },
): readonly ManifestChange[] {
  return [
    ...(isOfSameType ? handlerKindChanges(old, next) : []),
    ...visibilityChanges(old, next),
    ...inputChanges(old, next, types),
    ...outputChanges(old, next),
    ...optionChanges(old, next),
  ];
}

/** An option of a service changes all its handlers: such a change is listed once. */
function ofWholeService(
  { name }: BoundService,
  changes: readonly (readonly ManifestChange[])[],
): readonly ManifestChange[] {
  const [first = []] = changes;
  const common =
    changes.length < 2
      ? []
      : first.filter((change) => changes.every((each) => each.some((one) => isSame(one, change))));
  const single = changes.flatMap((each) => each.filter((one) => !common.some((change) => isSame(one, change))));
  return [...common.map((change) => ({ ...change, where: name })), ...single];
}

/** Schemas belong to one handler each, even where two have the same. */
function isSame(a: ManifestChange, b: ManifestChange): boolean {
  return a.what === b.what && a.kind === b.kind && !/^(input|output|handler)/.test(a.kind);
}
