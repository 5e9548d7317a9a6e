import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';

/** Code that is to be copied. Where the clipboard is refused, it is selected instead. */
export function Copy({
  text,
  label,
  inline = false,
}: {
  readonly text: string;
  readonly label: string;
  readonly inline?: boolean;
}): JSX.Element {
  const [told, tell] = useState('');
  const code = useRef<HTMLElement>(null);
  const select = (): void => {
    if (code.current !== null) getSelection()?.selectAllChildren(code.current);
    tell('selected: press Ctrl+C');
  };
  const copy = (): void => {
    const { clipboard } = navigator as Partial<Navigator>;
    if (clipboard === undefined) select();
    else clipboard.writeText(text).then(() => tell('copied'), select);
  };
  return (
    <div class={inline ? 'copy inline' : 'copy'}>
      <pre tabIndex={0} aria-label={label}>
        <code ref={code}>{text}</code>
      </pre>
      <button type="button" onClick={copy} aria-label={`Copy: ${label}`}>
        Copy
      </button>
      <span class="told" role="status">
        {told}
      </span>
    </div>
  );
}
