import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';

/** Code to copy. Where the browser refuses access to the clipboard, it is selected instead. */
export function Copy({
  text,
  label,
  inline = false,
}: {
  readonly text: string;
  readonly label: string;
  readonly inline?: boolean;
}): JSX.Element {
  const [status, setStatus] = useState('');
  const code = useRef<HTMLElement>(null);
  const select = (): void => {
    if (code.current !== null) getSelection()?.selectAllChildren(code.current);
    setStatus('selected: press Ctrl+C');
  };
  const copy = (): void => {
    const { clipboard } = navigator as Partial<Navigator>;
    if (clipboard === undefined) select();
    else clipboard.writeText(text).then(() => setStatus('copied'), select);
  };
  return (
    <div class={inline ? 'copy inline' : 'copy'}>
      <pre tabIndex={0} aria-label={label}>
        <code ref={code}>{text}</code>
      </pre>
      <button type="button" onClick={copy} aria-label={`Copy: ${label}`}>
        Copy
      </button>
      <span class="copied" role="status">
        {status}
      </span>
    </div>
  );
}
