import { oneLine } from '../../lib/core/harmless';
import type { Style } from '../io/io';
import type { Diagnosis } from './diagnose';
import type { Check } from './environment';

/** For people: what is in order on one line each, what is not with the way to repair it. */
export function doctorText(checks: readonly Check[], diagnoses: readonly Diagnosis[], style: Style): string {
  const lines = [...checks.map((check) => checkText(check, style)), ...diagnoses.map((each) => stackText(each, style))];
  return `${lines.join('\n')}\n`;
}

function checkText({ what, ok, found, fix }: Check, style: Style): string {
  const mark = ok ? style.good('✔') : style.bad('✘');
  return `${mark} ${oneLine(`${what}: ${found}`)}${fix ? `\n    ${oneLine(fix)}` : ''}`;
}

function stackText({ stack: name, findings, failure }: Diagnosis, style: Style): string {
  const stack = oneLine(name);
  if (failure) return `${style.bad('✘')} ${stack}: ${failure.replaceAll('\n', '\n    ')}`;
  if (findings.length === 0) return `${style.good('✔')} ${stack}: nothing is left behind`;
  const told = findings.map(({ text, command, id }) => `    ${oneLine(text)}\n      ${oneLine(command ?? `(${id})`)}`);
  return `${style.bad('✘')} ${stack}:\n${told.join('\n')}`;
}
