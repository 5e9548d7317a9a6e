import { encoderFor, type Encoder } from '../../sim/core/encoded.ts';
import { visible } from '../../sim/trace/visible.ts';

/** The message of a workflow command: what would end the command, or begin another one, is written as an escape. */
export const annotation: Encoder<'annotation'> = encoderFor<'annotation'>(data);

/** One of the properties that stand before the message. */
export const annotationProperty: Encoder<'annotation'> = encoderFor<'annotation'>((text) =>
  data(text).replaceAll(':', '%3A').replaceAll(',', '%2C'),
);

function data(text: string): string {
  // The older form of a command counts anywhere in a line.
  const shown = visible(text, true).replaceAll('\t', ' ').replaceAll('##[', '## [');
  return shown.replaceAll('%', '%25').replaceAll('\n', '%0A');
}
