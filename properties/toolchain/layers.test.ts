/**
 * Goal: each room imports only the rooms that the table of layers allows. Method: an import of every other room is planted in
 * every room, at its top and in a folder of it, and linted with the configuration of this repository; what lint refuses is
 * compared with the table. The imports of the real sources are compared with the table too, by a parser and not by lint.
 */
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importsOf, ROOT, sources } from './imports.ts';
import { floorOf } from './layer-files.ts';
import { layerFiles } from './layer-outputs.ts';
import { LAYERS, type Layer } from './layers.ts';
import { Planted, type Linted } from './planted.ts';

const rooms = LAYERS.map(({ room }) => room);
const imports = importsOf(sources()).map((one) => ({ ...one, of: roomOf(one.from), into: roomOf(one.to) }));
const crossings = imports.filter(({ of, into }) => into !== undefined && of !== into);

describe('lint', () => {
  const place = new Planted();
  let linted: readonly Linted[] = [];
  const refusedLines = (file: string): readonly number[] =>
    linted.filter((one) => one.file === file && one.rule === 'no-restricted-imports').map(({ line }) => line);

  beforeAll(() => {
    for (const from of rooms)
      for (const file of plantedFiles(from))
        place.plant(
          file,
          targetsOf(from)
            .map(({ file: to }) => `export * from '${specifier(file, to)}';`)
            .join('\n'),
        );
    linted = place.lint();
  });
  afterAll(() => place.remove());

  it.each(LAYERS)('lets $room import what the table allows, and nothing else', (layer) => {
    for (const file of plantedFiles(layer.room)) {
      const refused = new Set(refusedLines(file));
      const wrong = targetsOf(layer.room).filter((to, index) => refused.has(index + 1) === allows(layer, to.file));
      expect(wrong).toEqual([]);
    }
  });

  it('refuses the name of the package itself, which would lead around the layers', () => {
    for (const from of rooms.filter((room) => !room.endsWith('.ts')))
      place.plant(`${from}/own-name.ts`, "export * from 'restate-sim';\nexport * from 'restate-sim/vitest';");
    linted = place.lint();
    for (const from of rooms.filter((room) => !room.endsWith('.ts')))
      expect({ from, lines: new Set(refusedLines(`${from}/own-name.ts`)) }).toEqual({ from, lines: new Set([1, 2]) });
  });
});

describe('the table', () => {
  it('has a room for every source file', () => {
    expect(sources().filter((file) => roomOf(file) === undefined)).toEqual([]);
  });

  it('allows every import that the sources make, types and dynamic imports included', () => {
    const wrong = crossings.filter(({ of, to }) => !allows(layerOf(of), to));
    expect(wrong).toEqual([]);
  });

  it('allows nothing that no source file needs', () => {
    const made = new Set(crossings.flatMap(({ of, into, to }) => [`${of} -> ${into}`, `${of} -> ${to}`]));
    const idle = LAYERS.flatMap(({ room, mayImport, onlyFiles = {} }) => [
      ...mayImport.map((to) => `${room} -> ${to}`),
      ...Object.entries(onlyFiles).flatMap(([to, files]) => files.map((file) => `${room} -> ${to}/${file}`)),
    ]).filter((arrow) => !made.has(arrow));
    expect(idle).toEqual([]);
  });

  it('has no circle, and lists each room above the rooms that it may import', () => {
    for (const [index, { room, mayImport, onlyFiles }] of LAYERS.entries()) {
      expect(floorOf(room, LAYERS)).toBeLessThan(LAYERS.length);
      for (const to of [...mayImport, ...Object.keys(onlyFiles ?? {})]) expect(rooms.indexOf(to)).toBeLessThan(index);
    }
  });
});

it('the lint rules, the picture and the page are those that `npm run layers` writes', async () => {
  for (const { file, text } of await layerFiles()) expect(readFileSync(join(ROOT, file), 'utf8')).toBe(text);
});

/** The files of a room in which imports are planted. */
function plantedFiles(room: string): readonly string[] {
  return room.endsWith('.ts')
    ? [room]
    : [`${room}/planted.ts`, `${room}/deep/er/planted.ts`, `${room}/planted.test.ts`];
}

/** A file of each other room, and each file that a room may import though it may not import all of its room. */
function targetsOf(from: string): readonly { readonly file: string }[] {
  const { onlyFiles = {} } = layerOf(from);
  const others = rooms.filter((room) => room !== from);
  const files = others.map((room) => (room.endsWith('.ts') ? room : `${room}/some/planted.ts`));
  const parts = Object.entries(onlyFiles).flatMap(([room, names]) => names.map((name) => `${room}/${name}`));
  return [...files, ...parts].map((file) => ({ file }));
}

function allows({ room, mayImport, onlyFiles = {} }: Layer, file: string): boolean {
  const into = roomOf(file) ?? '';
  const parts = onlyFiles[into] ?? [];
  return room === into || mayImport.includes(into) || parts.some((name) => file === `${into}/${name}`);
}

function roomOf(file: string): string | undefined {
  return rooms.find((room) => file === room || file.startsWith(`${room}/`));
}

function layerOf(room: string | undefined): Layer {
  const layer = LAYERS.find((one) => one.room === room);
  if (layer === undefined) throw new Error(`no room ${room}`);
  return layer;
}

function specifier(from: string, to: string): string {
  const path = posix.relative(posix.dirname(from), to);
  return path.startsWith('.') ? path : `./${path}`;
}
