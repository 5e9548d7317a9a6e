/** A heading of a page. */
export interface Heading {
  readonly title: string;
  /** The part of a link behind the `#`, as GitHub makes it. */
  readonly anchor: string;
}

/** @returns the headings of a page, in order; lines of code blocks are none */
export function headingsOf(page: string): readonly Heading[] {
  const prose = page.replaceAll(/^```[\s\S]*?^```$/gm, '');
  const seen = new Map<string, number>();
  return [...prose.matchAll(/^#{1,6} (.+)$/gm)].map(([, title = '']) => {
    const base = slugOf(title);
    const before = seen.get(base) ?? 0;
    seen.set(base, before + 1);
    return { title, anchor: before === 0 ? base : `${base}-${before}` };
  });
}

function slugOf(title: string): string {
  return title
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');
}
