/**
 * Names at SAP, answers of brokers, what terraform says: text that others wrote is shown, never obeyed. Those who would obey
 * are terminals (control characters, bidirectional marks) and the runners of pipelines, which read commands out of a log:
 *
 * - `##vso[` and `##[` anywhere in a line (Azure DevOps), `##[` as well GitHub Actions, `##teamcity[` TeamCity
 * - `::` at the beginning of a line, after blanks (GitHub Actions)
 * - `section_start:` and `section_end:` before a carriage return and `ESC[0K`, neither of which is left (GitLab)
 */

/** What is not seen: the runners on .NET ignore most of it when they look for a command, so that it must not stay in one. */
const UNSEEN = String.raw`[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]`;

const ESCAPE = String.raw`\u001b`;

/** The colours of `Style`. */
const COLOUR = String.raw`${ESCAPE}\[(?:[012]|3[123])m`;

const ALL_UNSEEN = new RegExp(UNSEEN, 'gu');
const UNSEEN_IN_LINES = new RegExp(String.raw`\n|\t|${UNSEEN}`, 'gu');
const UNSEEN_IN_COLOURED_LINES = new RegExp(String.raw`${COLOUR}|\n|\t|${UNSEEN}`, 'gu');

/** Combining marks, and the beginning of a colour, may be in between: they have no weight in a comparison either. */
const MARKER = new RegExp(String.raw`#(?=[\p{M}${ESCAPE}]*#[\p{M}\w${ESCAPE}]*\[)`, 'gu');
const COMMAND = new RegExp(String.raw`^((?:[^\S\n]|\p{M}|${COLOUR})*:)(?=\p{M}*:)`, 'gmu');

/** A name on one line: what is not seen is shown as JavaScript writes it, a line break as \n. */
export function oneLine(text: string): string {
  return text.replace(ALL_UNSEEN, shown);
}

/**
 * A text of one or more lines that neither a terminal nor a runner obeys. Markers of runners get a blank: `# #vso[`.
 *
 * @param coloured whether the colours of this project stay
 */
export function harmless(text: string, coloured = false): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(coloured ? UNSEEN_IN_COLOURED_LINES : UNSEEN_IN_LINES, (found) =>
      found === '\n' || found === '\t' || found.length > 2 ? found : shown(found),
    )
    .replace(MARKER, '# ')
    .replace(COMMAND, '$1 ');
}

/** JSON that parses to the same value, with everything escaped that a terminal or a runner would obey. */
export function harmlessJson(value: unknown, indent = 2): string {
  return JSON.stringify(value, null, indent)
    .replace(UNSEEN_IN_LINES, (found) => (found === '\n' ? found : inUnits(found)))
    .replace(MARKER, '\\u0023');
}

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function shown(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return SHORT[character] ?? (code > 0xffff ? `\\u{${code.toString(16)}}` : unit(code));
}

const unit = (code: number) => `\\u${code.toString(16).padStart(4, '0')}`;

/** JSON has no escape for what lies beyond 16 bits but two of them. */
const inUnits = (character: string) =>
  Array.from({ length: character.length }, (_, index) => unit(character.charCodeAt(index))).join('');
