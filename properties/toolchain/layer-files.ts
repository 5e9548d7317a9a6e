import type { Layer } from './layers.ts';

/** An override of the lint configuration, as far as layers need one. */
export interface LayerOverride {
  readonly files: readonly string[];
  readonly rules: { readonly 'no-restricted-imports': readonly ['error', { readonly patterns: readonly Pattern[] }] };
}

type Pattern = { readonly message: string } & ({ readonly regex: string } | { readonly group: readonly string[] });

/** The lint rules: for each room, everything that the table does not allow is refused. */
export function lintOverrides(layers: readonly Layer[]): readonly LayerOverride[] {
  return layers.flatMap((layer) => {
    const refused = refusedRooms(layer, layers);
    const override = (files: readonly string[], patterns: readonly Pattern[]): LayerOverride => ({
      files,
      rules: { 'no-restricted-imports': ['error', { patterns }] },
    });
    const own = override([isFile(layer) ? layer.room : `${layer.room}/**`], patternsOf(layer, refused));
    if (layer.packages === undefined) return [own];
    // Tests run by a test runner and draw inputs; they keep to the layers all the same.
    return [own, override([`${layer.room}/**/*.test.ts`], [refused])].flat();
  });
}

function patternsOf(layer: Layer, refused: Pattern): readonly Pattern[] {
  const onlyFiles = Object.entries(layer.onlyFiles ?? {}).map(([room, files]) => ({
    group: [`**/${folderName(room)}/**`, ...files.map((file) => `!**/${folderName(room)}/${file}`)],
    message: `${messageOf(layer)} Of ${room} it may import only ${files.join(', ')}.`,
  }));
  if (layer.packages === undefined) return [refused, ...onlyFiles];
  const packages = layer.packages.map((name) => `!${name}`);
  return [refused, ...onlyFiles, { group: ['**', '!./**', '!../**', ...packages], message: messageOf(layer) }];
}

/** Refuses the rooms that are not in the list of this one; rooms of which it may import some files are refused apart. */
function refusedRooms(layer: Layer, layers: readonly Layer[]): Pattern {
  const known = new Set([layer.room, ...layer.mayImport, ...Object.keys(layer.onlyFiles ?? {})]);
  const refused = layers.filter(({ room }) => !known.has(room));
  const under = (rooms: readonly Layer[], name: (room: string) => string): string =>
    rooms
      .map(({ room }) => name(room) + (room.endsWith('.ts') ? '$' : '/'))
      .join('|')
      .replaceAll('.', '\\.');
  const inSim = refused.filter(({ room }) => room.startsWith('sim/'));
  const elsewhere = refused.filter(({ room }) => !room.startsWith('sim/'));
  const up = isFile(layer) ? '\\.\\.?/' : '(\\.\\./)+';
  // Inside sim/, a path to another room of it need not mention sim/.
  const sim = layer.room.startsWith('sim/') ? '(sim/)?' : 'sim/';
  const rooms = [
    ...(inSim.length > 0 ? [`${sim}(${under(inSim, folderName)})`] : []),
    ...(elsewhere.length > 0 ? [under(elsewhere, (room) => room)] : []),
  ];
  // The package's own name would lead around the layers.
  const refusals = ['restate-sim(/|$)', ...(rooms.length > 0 ? [`${up}(${rooms.join('|')})`] : [])];
  return { regex: `^(${refusals.join('|')})`, message: messageOf(layer) };
}

function messageOf({ room, mayImport, onlyFiles = {}, packages, why }: Layer): string {
  const rooms = [...mayImport, ...Object.keys(onlyFiles).map((name) => `parts of ${name}`)];
  const allowed = rooms.length === 0 ? 'no other room' : rooms.join(', ');
  return `${why} ${room} may import ${allowed}${packages === undefined ? '' : `, and the packages ${packages.join(', ')}`}.`;
}

/** The picture for ARCHITECTURE.md: each room one line above the highest room that it imports. */
export function picture(layers: readonly Layer[]): string {
  const floors: string[][] = [];
  for (const { room } of layers) (floors[floorOf(room, layers)] ??= []).push(room);
  const lines = floors.map((rooms, floor) => `${String(floor).padStart(4)}  ${rooms.join('   ')}`);
  return ['```', ...lines.toReversed(), '```'].join('\n');
}

/** @returns 0 for a room that imports no other, else one more than the highest room that it imports */
export function floorOf(name: string, layers: readonly Layer[]): number {
  const layer = layers.find(({ room }) => room === name);
  if (layer === undefined)
    throw new Error(`the table of layers has no room ${name}: add it to properties/toolchain/layers.ts`);
  const below = [...layer.mayImport, ...Object.keys(layer.onlyFiles ?? {})];
  return Math.max(-1, ...below.map((room) => floorOf(room, layers))) + 1;
}

/** The table for ARCHITECTURE.md: what is in each room. */
export function roomsTable(layers: readonly Layer[]): string {
  return markdown([['room', 'contents'], ...layers.map(({ room, holds }) => [`\`${room}\``, holds])]);
}

/** The page docs/internals/layers.md. */
export function layersPage(layers: readonly Layer[]): string {
  const sections = layers.toReversed().map((layer) => {
    const { room, holds, mayImport, onlyFiles = {}, packages, why } = layer;
    const parts = Object.entries(onlyFiles).map(([name, files]) => `\`${name}\`: only ${files.map(code).join(', ')}`);
    const allowed = [...mayImport.map(code), ...parts].join(', ');
    const lines = [`Contents: ${holds}.`, `May import: ${allowed === '' ? 'no other room' : allowed}.`];
    if (packages !== undefined) lines.push(`Packages: ${packages.map(code).join(', ')}.`);
    return `## ${room}\n\n${[...lines, `Reason: ${why}`].map((line) => `- ${line}`).join('\n')}`;
  });
  return [HEAD, picture(layers), ...sections, ''].join('\n\n');
}

const HEAD = `# Layers

Which room of the repository may import which. \`npm run layers\` writes this page, the picture in
[ARCHITECTURE.md](../../ARCHITECTURE.md) and the lint rules in \`.oxlintrc.json\` from one table,
\`properties/toolchain/layers.ts\`. \`npm run lint\` refuses every import that the table does not allow, and
\`properties/toolchain/layers.test.ts\` plants an import in each forbidden pair and checks that lint refuses it.

The number is the height of a room: one more than the highest room that it may import.`;

function markdown(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  return [head, head.map(() => '---'), ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function code(name: string): string {
  return `\`${name}\``;
}

/** A room's name inside its parent folder. */
function folderName(room: string): string {
  return room.replace('sim/', '');
}

function isFile({ room }: Layer): boolean {
  return room.endsWith('.ts');
}
