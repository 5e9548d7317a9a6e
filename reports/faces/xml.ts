import { encoderFor, type Encoder } from '../../sim/core/encoded.ts';
import { visible } from '../../sim/trace/visible.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text for XML, in one line. What XML does not allow at all is visible. */
export const xml: Encoder<'xml'> = encoderFor<'xml'>((text) =>
  visible(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character),
);
