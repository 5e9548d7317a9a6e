/** Levels of lists and objects that a file may have: recursion over more than some thousand ends the stack. */
export const MAX_LEVELS = 1_000;

/**
 * Parses the text of a file.
 * @throws {SyntaxError} in one clause, when it is not JSON, or nested too deep for what follows
 */
export function parsedJson(text: string): unknown {
  if (levelsOf(text) > MAX_LEVELS) {
    throw new SyntaxError(`it is nested more than ${MAX_LEVELS} levels deep`);
  }
  return JSON.parse(text) as unknown;
}

/** @returns how deep lists and objects are nested; of text that is not JSON, any number */
function levelsOf(text: string): number {
  let [levels, deepest] = [0, 0];
  for (let place = 0; place < text.length; place++) {
    const character = text.charCodeAt(place);
    // Brackets in a string are none.
    if (character === QUOTE) place = endOfString(text, place);
    else if (character === BRACKET || character === BRACE) deepest = Math.max(deepest, ++levels);
    else if (character === BRACKET_END || character === BRACE_END) levels--;
  }
  return deepest;
}

/** @returns where the string ends that begins at a place */
function endOfString(text: string, from: number): number {
  for (let place = from + 1; place < text.length; place++) {
    const character = text.charCodeAt(place);
    if (character === BACKSLASH) place++;
    else if (character === QUOTE) return place;
  }
  return text.length;
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const [BRACKET, BRACKET_END, BRACE, BRACE_END] = [0x5b, 0x5d, 0x7b, 0x7d];
