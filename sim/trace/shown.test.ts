import { describe, expect, it } from 'vitest';
import { cutText, MAX_PAYLOAD_BYTES, payloadOf, shown } from './shown.ts';
import { visible } from './visible.ts';
import { payloadText } from './words/payload-text.ts';
import { encodeUtf8 } from '../../sim/core/utf8.ts';

const encode = (text: string): Uint8Array => encodeUtf8(text);

describe('a payload', () => {
  it('is text where its bytes are text', () => {
    expect(payloadOf(encode('{"a":"ü"}'))).toEqual({ text: '{"a":"ü"}', length: 10, encoding: 'utf-8' });
  });

  it('is hexadecimal where they are not', () => {
    expect(payloadOf(Uint8Array.of(0xff, 0x00))).toEqual({ text: 'ff00', length: 2, encoding: 'hex' });
  });

  it('is cut where it is long, says how long it was, and never ends inside a character', () => {
    const payload = payloadOf(encode(`x${'ü'.repeat(MAX_PAYLOAD_BYTES)}`));
    expect(payload).toMatchObject({ length: 2 * MAX_PAYLOAD_BYTES + 1, encoding: 'utf-8', cut: true });
    expect(payload.text).toMatch(/^xü+$/);
    expect(payloadText(payload)).toContain('4.0 kB in all');
  });

  it('stays small although it was 10 MB', () => {
    expect(JSON.stringify(payloadOf(encode('y'.repeat(10 * 1024 * 1024)))).length).toBeLessThan(3_000);
  });
});

describe('an event', () => {
  it('keeps no text that is longer than a page can bear, nor nests for ever', () => {
    const cycle: Record<string, unknown> = { text: 'z'.repeat(10 * 1024 * 1024) };
    cycle['self'] = cycle;
    const footprint = { reads: [], writes: [] };
    const event = shown({
      type: 'effect began',
      effect: 'pay',
      call: 'a#1:pay 0',
      invocation: 'a',
      attempt: 1,
      run: 1,
      zombie: false,
      input: cycle,
      seq: 0,
      atMs: 0,
      footprint,
    });
    expect(JSON.stringify(event).length).toBeLessThan(200_000);
    expect(JSON.stringify(event)).toContain('10,485,760 characters in all');
  });
});

describe('text', () => {
  it('hides nothing: controls, marks of direction and halves of characters are made visible', () => {
    expect(visible('a\u0000b\u001b[31m\u202egnp.exe\u200b\ud800')).toBe('a␀b␛[31m⟨U+202E⟩gnp.exe⟨U+200B⟩⟨U+D800⟩');
    expect(visible('one\ntwo', true)).toBe('one\ntwo');
    expect(visible('one\ntwo')).toBe('one␊two');
    expect(visible('שלום, 你好')).toBe('שלום, 你好');
  });

  it('is not cut between the halves of a character', () => {
    expect(cutText(`${'a'.repeat(9)}😀😀`, 10)).toBe(`${'a'.repeat(9)}… (13 characters in all)`);
  });
});
