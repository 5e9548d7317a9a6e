/** Where text leaves for a reader that obeys some of it, or must read it back. */
export type Border = 'terminal' | 'shell' | 'summary' | 'annotation' | 'xml' | 'html' | 'json';

declare const BORDER: unique symbol;

/** Text that may cross a border: nothing in it is obeyed that was not written in this repository. */
export type Encoded<B extends Border> = string & { readonly [BORDER]: B };

/** What may stand between joined parts. */
type Between = '' | ' ' | '\n' | '<br>';

/** The one encoder of a border. Whatever writes to the border takes nothing but what comes from it. */
export interface Encoder<B extends Border> {
  /** Encodes one value: a name, a key, a message, a line of a story. */
  (text: string): Encoded<B>;
  /** A template, written in this repository, around values that are encoded already. */
  readonly markup: (parts: TemplateStringsArray, ...values: readonly (Encoded<B> | number)[]) => Encoded<B>;
  readonly joined: (parts: readonly Encoded<B>[], between?: Between) => Encoded<B>;
}

/**
 * Declares the encoder of a border. The only place where text becomes encoded: `npm run house` refuses another.
 * @param encode makes the text harmless at this border
 */
export function encoderFor<B extends Border>(encode: (text: string) => string): Encoder<B> {
  const encoder = (text: string): Encoded<B> => encode(text) as Encoded<B>;
  return Object.assign(encoder, {
    markup: (parts: TemplateStringsArray, ...values: readonly (Encoded<B> | number)[]): Encoded<B> =>
      parts.reduce((all, part, place) => `${all}${values[place - 1] ?? ''}${part}`) as Encoded<B>,
    joined: (parts: readonly Encoded<B>[], between: Between = ''): Encoded<B> => parts.join(between) as Encoded<B>,
  });
}
