/** Replaces what stands between two offsets of a text; nothing stands between equal ones. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Applies edits that do not overlap; several at one place in the order given. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let done = 0;
  for (const edit of inOrder(edits)) {
    result += text.slice(done, edit.start) + edit.text;
    done = edit.end;
  }
  return result + text.slice(done);
}

const inOrder = (edits: readonly TextEdit[]) => [...edits].sort((a, b) => a.start - b.start);

/** Lines shown around a change. */
const CONTEXT = 2;

/** What edits change, as a unified diff. */
export function unifiedDiff(file: string, text: string, edits: readonly TextEdit[]): string {
  const changes = changedLines(text, edits);
  if (changes.length === 0) return '';
  const before = text.split('\n');
  // What follows the last line break is no line.
  if (before.at(-1) === '') before.pop();
  let added = 0;
  const hunks = together(changes).map((hunk) => {
    const lines = hunkLines(before, hunk);
    const shown = hunkText(lines, (hunk[0] as LineChange).first, before, added);
    added += hunk.reduce((sum, change) => sum + change.after.length - change.before.length, 0);
    return shown;
  });
  return [`--- ${file}`, `+++ ${file}`, ...hunks.flat()].map((line) => `${line.replace(/\r$/, '')}\n`).join('');
}

/** Lines `before`, from line `first` on (from 0), become the lines `after`. */
interface LineChange {
  readonly first: number;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

function changedLines(text: string, edits: readonly TextEdit[]): LineChange[] {
  const groups: TextEdit[][] = [];
  let end = -1;
  for (const edit of inOrder(edits)) {
    const group = groups.at(-1);
    if (group && edit.start <= end) group.push(edit);
    else groups.push([edit]);
    end = lineEnd(text, Math.max(edit.end, end));
  }
  return groups.map((group) => changeOf(text, group)).filter(({ before, after }) => before.length + after.length > 0);
}

function changeOf(text: string, edits: readonly TextEdit[]): LineChange {
  const start = lineStart(text, edits[0]?.start ?? 0);
  const end = lineEnd(text, Math.max(...edits.map((edit) => edit.end)));
  const moved = edits.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }));
  const before = text.slice(start, end).split('\n');
  const after = applyEdits(text.slice(start, end), moved).split('\n');
  let same = 0;
  while (same < Math.min(before.length, after.length) && before[same] === after[same]) same++;
  let tail = 0;
  const longest = Math.min(before.length, after.length) - same;
  while (tail < longest && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const first = text.slice(0, start).split('\n').length - 1 + same;
  return { first, before: before.slice(same, before.length - tail), after: after.slice(same, after.length - tail) };
}

/** Changes whose surroundings meet are shown together. */
function together(changes: readonly LineChange[]): LineChange[][] {
  const hunks: LineChange[][] = [];
  for (const change of changes) {
    const last = hunks.at(-1)?.at(-1);
    if (last && change.first - (last.first + last.before.length) <= 2 * CONTEXT) hunks.at(-1)?.push(change);
    else hunks.push([change]);
  }
  return hunks;
}

function hunkLines(before: readonly string[], hunk: readonly LineChange[]): string[] {
  const same = (from: number, to: number) => before.slice(Math.max(0, from), to).map((line) => ` ${line}`);
  return hunk.flatMap((change, index) => {
    const previous = hunk[index - 1];
    const next = hunk[index + 1];
    const end = change.first + change.before.length;
    return [
      ...(previous ? [] : same(change.first - CONTEXT, change.first)),
      ...change.before.map((line) => `-${line}`),
      ...change.after.map((line) => `+${line}`),
      ...same(end, next ? next.first : end + CONTEXT),
    ];
  });
}

function hunkText(lines: readonly string[], first: number, before: readonly string[], added: number): string[] {
  const count = (mark: string) => lines.filter((line) => line[0] === ' ' || line[0] === mark).length;
  const from = Math.min(Math.max(0, first - CONTEXT), before.length) + 1;
  return [`@@ -${from},${count('-')} +${from + added},${count('+')} @@`, ...lines];
}

export const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

/** Where the line's break begins, or the text ends. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end;
}
