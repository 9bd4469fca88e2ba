import fc from 'fast-check';
import { harmless, harmlessJson, oneLine } from '../../../../lib/core/harmless';
import { HOSTILE_TEXTS, obeyed, randomly } from '../../../support/random/inputs';

const HOSTILE = Object.entries(HOSTILE_TEXTS);

/** Pieces of commands with what is ignored, blanks and line breaks between them, in any order. */
const mixtures = fc
  .array(
    fc.constantFrom(
      ...['#', '##', '[', 'vso', 'VSO[', 'teamcity', ':', '::', 'section_start', 'section_end:', '1', 'x', ']', '\\'],
      ...['\n', '\r', '\r\n', '\t', ' ', '\u00a0', '\u0085', '\u2028', '\u001b[', '\u001b[31m', '0K', '\u009b'],
      ...['\u00ad', '\u200b', '\u202e', '\u034f', '\ufe0f', '\u20dd', '\u{e0041}', '\u0000', '\u0007', '"', '\ud800'],
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(''));

test.each(HOSTILE.slice(0, 16))('the model of runners and terminals obeys %s', (_, text) => {
  expect(obeyed(text)).not.toEqual([]);
});

test.each(HOSTILE)('nobody obeys %s when it is shown', (_, text) => {
  for (const shown of [harmless(text), harmless(text, true), harmless(oneLine(text)), harmlessJson({ [text]: [text] })])
    expect(obeyed(shown)).toEqual([]);
  expect(oneLine(text)).not.toMatch(/[\n\r\u2028]/);
  expect(JSON.parse(harmlessJson({ [text]: [text] }))).toEqual({ [text]: [text] });
});

test('nobody obeys a mixture of such texts', () => {
  fc.assert(
    fc.property(mixtures, (text) => {
      for (const shown of [harmless(text), harmless(text, true), harmless(oneLine(text))]) {
        expect(obeyed(shown)).toEqual([]);
        expect(harmless(shown, true)).toBe(shown);
      }
      expect(obeyed(harmlessJson([text]))).toEqual([]);
      expect(JSON.parse(harmlessJson([text]))).toEqual([text]);
    }),
    randomly(2000),
  );
});

test('what is shown can be recognized', () => {
  expect(harmless('x ##vso[task.complete]')).toBe('x # #vso[task.complete]');
  expect(harmless('x\n  ::stop-commands::t')).toBe('x\n  : :stop-commands::t');
  expect(harmless('section_start:1:a\r\u001b[0K')).toBe('section_start:1:a\\r\\u001b[0K');
  expect(oneLine('isc\n\u202egnp.\u{e0041}')).toBe('isc\\n\\u202egnp.\\u{e0041}');
  expect(harmlessJson('##vso[\u202e')).toBe('"\\u0023#vso[\\u202e"');
});

test('ordinary text stays as it is', () => {
  const text = '# Title\n\tCafé ✔ – naïve [1] a::b #42 ##\n日本語 עברית 🎉';
  expect(harmless(text)).toBe(text);
  expect(harmless('one\r\ntwo\r\n')).toBe('one\ntwo\n');
});

test('only the colours of this project stay, and only where there are colours', () => {
  expect(harmless('\u001b[31mx\u001b[0m', true)).toBe('\u001b[31mx\u001b[0m');
  expect(harmless('\u001b[31mx\u001b[0m')).toBe('\\u001b[31mx\\u001b[0m');
  expect(harmless('\u001b[8mx\u001b[2K', true)).toBe('\\u001b[8mx\\u001b[2K');
  expect(obeyed(harmless('\u001b[31m ::error::x', true))).toEqual([]);
});
