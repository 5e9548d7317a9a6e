import type { JSX } from 'preact';
import type { Moves } from './moves.ts';

/** What a key does: it goes to the step that a move returns, or to the break, or to the search, or shows the keys. */
export type Move = 'break' | 'search' | 'keys' | ((moves: Moves) => number | undefined);

/** @returns what a pressed key does; undefined where it does nothing, or the reader types in a field */
export function moveOf(event: KeyboardEvent): Move | undefined {
  const { key, target, ctrlKey, metaKey, altKey, shiftKey } = event;
  if (ctrlKey || metaKey || altKey) return undefined;
  if (!(target instanceof Element) || target.matches('input, select')) return undefined;
  return KEYS[shiftKey && key.startsWith('Arrow') ? `Shift+${key}` : key];
}

const KEYS: Readonly<Record<string, Move>> = {
  ArrowRight: (moves) => moves.by(1),
  ArrowLeft: (moves) => moves.by(-1),
  'Shift+ArrowRight': (moves) => moves.sameInvocation(1),
  'Shift+ArrowLeft': (moves) => moves.sameInvocation(-1),
  Home: (moves) => moves.first(),
  End: (moves) => moves.last(),
  n: (moves) => moves.nextTrouble(),
  v: 'break',
  '/': 'search',
  '?': 'keys',
};

/** The keys and what each of them does. */
export function KeyList(): JSX.Element {
  return (
    <dl class="keys">
      {[
        ['← →', 'previous and next step'],
        ['Shift + ← →', 'previous and next step of the same invocation'],
        ['Home, End', 'first and last step'],
        ['v', 'where it breaks'],
        ['n', 'next trouble'],
        ['/', 'find a step'],
        ['?', 'show or hide these keys'],
      ].map(([key, what]) => (
        <div key={key}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  );
}
