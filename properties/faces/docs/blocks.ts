/** A fenced block of a page. */
export interface Block {
  readonly language: string;
  readonly code: string;
  /** Line of the page where the fence stands, from 1. */
  readonly line: number;
  /** The file that it is, from its first line `// name.ts`; undefined for one without a name. */
  readonly file: string | undefined;
  /** Its first line says `(fails)`: it shows a bug, so it must. */
  readonly fails: boolean;
  /** What the page shows of its output: the indented lines between it and the next block or heading. */
  readonly shown: string;
}

/** @returns the fenced blocks of a page, in order */
export function blocksOf(page: string): readonly Block[] {
  const blocks: Block[] = [];
  for (const match of page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)) {
    const [, language = '', code = ''] = match;
    const line = page.slice(0, match.index).split('\n').length;
    const named = /^\/\/ ([\w.-]+\.m?[jt]s)( \((fails|node --test)\))?\n/.exec(code);
    const behind = page.slice(match.index + match[0].length).split(/^(?:```|#)/m)[0] ?? '';
    const shown = behind.split('\n').filter((text) => text.startsWith('    '));
    const fails = named?.[3] === 'fails';
    blocks.push({ language, code, line, file: named?.[1], fails, shown: shown.join('\n') });
  }
  return blocks;
}
