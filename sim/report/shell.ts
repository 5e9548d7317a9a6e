import { basename } from 'node:path/posix';
import { encoderFor, type Encoded, type Encoder } from '../core/encoded.ts';
import { visible } from '../trace/visible.ts';

/** Shells with rules of their own; bash, dash and zsh share those of POSIX. */
export type Shell = 'posix' | 'fish' | 'powershell' | 'cmd';

type Environment = Readonly<Record<string, string | undefined>>;

/** @returns the shell that the user types commands into, as far as the environment shows it */
export function shellOf(platform: NodeJS.Platform = process.platform, environment: Environment = process.env): Shell {
  // Only cmd sets it by itself.
  if (platform === 'win32') return environment['PROMPT'] === undefined ? 'powershell' : 'cmd';
  const name = basename(environment['SHELL'] ?? '');
  return name === 'fish' ? 'fish' : name === 'pwsh' ? 'powershell' : 'posix';
}

/**
 * @returns the encoder of words for a shell. A word has one line and nothing hidden, so it can be copied from a terminal or a page.
 *   What the shell cannot be given in such a line is a `*`, which names of scenarios and of files may have
 */
export function wordsFor(shell: Shell): Encoder<'shell'> {
  return WORDS[shell];
}

/** The encoder of words for the user's shell. */
export function shellWord(text: string): Encoded<'shell'> {
  return wordsFor(shellOf())(text);
}

/** @returns a command that is written in the code of a caller, as it is to be typed */
export const asTyped: Encoder<'shell'> = encoderFor<'shell'>((text) => text);

/** The same word in every shell. */
const BARE = /^[\w./:-]+$/;
/** In double quotes, the same in every shell. Not in it are quotes, also those that PowerShell takes for such. */
const PLAIN = /^[\w ./:\-,;+=@#()[\]{}<>|&*?~'\p{L}\p{N}]*$/u;

function words(encode: (text: string) => string, isSeparator = false): Encoder<'shell'> {
  return encoderFor<'shell'>((given) => {
    // No shell passes it on, and no file has it in its name.
    const text = given.replaceAll('\0', '*').replaceAll(HALF, '*');
    if (BARE.test(text) || (isSeparator && BARE.test(text.replaceAll('\\', '/')))) return text;
    return PLAIN.test(text) ? `"${text}"` : encode(text);
  });
}

const HALF = /\p{Cs}/gu;

const WORDS: Readonly<Record<Shell, Encoder<'shell'>>> = {
  posix: words((text) => (isHidden(text) ? printed(text) : `'${text.replaceAll("'", `'\\''`)}'`)),
  // A backslash escapes in its single quotes.
  fish: words((text) => split(text, (plain) => `'${plain.replaceAll(/[\\']/g, String.raw`\$&`)}'`)),
  // Windows PowerShell loses double quotes in the arguments of a program, and a backslash before its own.
  powershell: words(inPowerShell, process.platform === 'win32'),
  // Nothing escapes these in cmd, where programs such as npx are files of commands themselves.
  cmd: words((text) => `"${starred(text, /["%!^]|\\$/g)}"`, true),
};

function inPowerShell(text: string): string {
  return `'${starred(text, /"|\\$/g).replaceAll(/['\u2018-\u201B]/g, '$&$&')}'`;
}

/** The encoder of values in PowerShell, which are no words of a command. */
export const powerShellValue: Encoder<'shell'> = encoderFor<'shell'>(inPowerShell);

function isHidden(text: string): boolean {
  return visible(text) !== text;
}

function starred(text: string, unspeakable: RegExp): string {
  return Array.from(text.replaceAll(unspeakable, '*'), (character) => (isHidden(character) ? '*' : character)).join('');
}

/** Octal escapes are what `printf` has in every shell of POSIX. Line feeds at the end would be lost. */
function printed(text: string): string {
  const ending = /\n+$/.exec(text)?.[0].length ?? 0;
  const whole = text.slice(0, text.length - ending) + '*'.repeat(ending);
  const shown = Array.from(whole, (character) =>
    // In double quotes an interactive bash takes the mark for its history.
    isHidden(character) || character === '!'
      ? Array.from(Buffer.from(character), (byte) => String.raw`\0${byte.toString(8).padStart(3, '0')}`).join('')
      : character === '\\'
        ? String.raw`\\`
        : character,
  ).join('');
  return `"$(printf %b '${shown.replaceAll("'", String.raw`\0047`)}')"`;
}

/** What is hidden stands between quotes, as the bytes of UTF-8. */
function split(text: string, quote: (plain: string) => string): string {
  const parts = text.match(PARTS) ?? [];
  return parts
    .map((part) =>
      isHidden(part)
        ? Array.from(Buffer.from(part), (byte) => String.raw`\X${byte.toString(16).padStart(2, '0')}`).join('')
        : quote(part),
    )
    .join('');
}

const PARTS =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]+|[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]+/gu;
