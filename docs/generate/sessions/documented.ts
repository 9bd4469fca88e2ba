import { withoutControlCodes } from '../../../cli/io/text';

/** What a reader need not see, or sees only on a slow or fresh machine. */
const LEFT_OUT = [
  // npm's own.
  /^npm warn /,
  /^> /,
  // What is set up or compiled once.
  /^(?:•|→) (?:Installing|Building|Generating|Asking|Compiling)/,
  // Progress, which a terminal takes back.
  /^[A-Z][^:]* \(\d+ s\)$/,
];

/** An answer as a page shows it. */
export function asDocumented(output: string): string {
  const kept = withoutControlCodes(output)
    .split('\n')
    .filter((line) => !LEFT_OUT.some((pattern) => pattern.test(line)));
  const text = kept.join('\n').replace(/^\n+|\s+$/g, '');
  return (text && `${text}\n`).replace(/[ \t]+$/gm, '').replace(/"pid":\d+/g, '"pid":4711');
}

/** Two answers that differ in nothing that a reader would call different. */
export function sameButForIds(session: string): string {
  return inAnyOrder(
    session
      .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
      .replace(/!b\d+/g, '!b1')
      .replace(/(processing log|"messageProcessingLogId":|"id":) ?"?[\w-]{28}"?/g, '$1 ID')
      .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
      .replace(/\d{4}-\d\d-\d\d/g, 'DATE')
      .replace(/(?:Terraform|OpenTofu|terraform|tofu) v?\d+\.\d+\.\d+/g, 'TERRAFORM')
      .replace(/✔ (?:terraform|tofu):/g, '✔ TERRAFORM:')
      // OpenTofu could encrypt them, and the rest of the sentence says so.
      .replace(/(The client secrets of all keys are in plain text).*/g, '$1')
      .replace(/^(✔ \S+: )(created .*)$/gm, (_, who, done: string) => who + done.split(', ').sort().join(', ')),
  );
}

/** Lines of what Terraform does at the same time. */
const AT_ONCE = /^ {2}\S+: (?:creating|created|changing|changed|destroying|destroyed) /;

function inAnyOrder(text: string): string {
  const lines = text.split('\n');
  const done: string[] = [];
  let group: string[] = [];
  for (const line of [...lines, '']) {
    if (AT_ONCE.test(line)) group.push(line);
    else {
      done.push(...group.sort(), line);
      group = [];
    }
  }
  return done.slice(0, -1).join('\n');
}
