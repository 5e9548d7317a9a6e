import { useEffect, useState } from 'preact/hooks';

/** What the fragment of the address selects on the page. A link leads to the same exhibit and step. */
export interface Address {
  readonly theme: 'light' | 'dark' | undefined;
  /** Exhibit and step. */
  readonly exhibit: number | undefined;
  readonly step: number | undefined;
}

/** Fragments look like `#run=1&step=12&theme=dark`; any other is the id of an element. */
export function readAddress(hash: string): Address | undefined {
  if (!hash.includes('=')) return undefined;
  const parts = new URLSearchParams(hash.replace(/^#/, ''));
  const theme = parts.get('theme');
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : undefined,
    exhibit: numberOf(parts.get('run')),
    step: numberOf(parts.get('step')),
  };
}

/** @returns the id of the element that a fragment names: `matrix`, `invariant/scenario` */
export function elementIdIn(hash: string): string {
  try {
    return decodeURIComponent(hash.replace(/^#/, ''));
  } catch {
    return '';
  }
}

export function writeAddress({ theme, exhibit, step }: Address): string {
  const parts = new URLSearchParams();
  if (exhibit !== undefined) parts.set('run', String(exhibit + 1));
  if (step !== undefined) parts.set('step', String(step + 1));
  if (theme !== undefined) parts.set('theme', theme);
  return `#${parts.toString()}`;
}

function numberOf(text: string | null): number | undefined {
  const number = Number(text);
  return text !== null && Number.isInteger(number) && number >= 1 ? number - 1 : undefined;
}

const EMPTY_ADDRESS: Address = { theme: undefined, exhibit: undefined, step: undefined };

/** The address as state. It follows links, and is updated when the reader moves. */
export function useAddress(): readonly [Address, (change: Partial<Address>) => void] {
  const [address, setAddress] = useState<Address>(() => readAddress(location.hash) ?? EMPTY_ADDRESS);
  useEffect(() => {
    const follow = (): void => {
      const found = readAddress(location.hash);
      if (found !== undefined) setAddress(found);
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  const change = (part: Partial<Address>): void => {
    setAddress((before) => {
      const after = { ...before, ...part };
      history.replaceState(null, '', writeAddress(after));
      return after;
    });
  };
  return [address, change];
}
