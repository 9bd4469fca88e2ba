import { oneLine } from '../../lib/core/harmless';
import { generationKeyName } from '../../lib/core/names';
import type { Style } from '../io/io';
import type { ListedKey } from './listed-key';

const HEADINGS = ['SUBACCOUNT', 'RUNTIME', 'KEY', 'GENERATION', 'AGE', 'EXPIRES', 'ROTATE BY', 'USED BY'];

/** A table, and below it what is due and why. */
export function keysText(keys: readonly ListedKey[], style: Style): string {
  if (keys.length === 0) return 'The landscape has no service keys on Cloud Foundry.\n';
  const rows = keys.map(cells);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const table = keys.map((key, index) => paint(key, style)(line(rows[index] ?? [])));
  return `${[style.bold(line(HEADINGS)), ...table, ...due(keys, style)].join('\n')}\n`;
}

function cells(key: ListedKey): string[] {
  const { subaccount, runtime, generation, current, deployed, ageDays, expiresAt, rotateBy, connectors } = key;
  const age = ageDays === null ? 'unknown' : `${ageDays} d`;
  const marked = generation === null ? '-' : current ? `${generation} (current)` : generation;
  return [
    subaccount,
    runtime,
    key.key,
    marked,
    deployed ? age : 'not deployed',
    expiresAt?.slice(0, 10) ?? '-',
    rotateBy ?? '-',
    connectors.join(', ') || '-',
  ].map(oneLine);
}

function paint({ due, current }: ListedKey, style: Style): (text: string) => string {
  if (due) return style.warn;
  return current ? (text) => text : style.dim;
}

function due(keys: readonly ListedKey[], style: Style): string[] {
  const lines = keys
    .filter((key) => key.due)
    .map(
      ({ subaccount, runtime, key, generation, reasons }) =>
        `${style.warn('!')} ${oneLine(`${generation === null ? key : generationKeyName(key, generation)} (${subaccount}, ${runtime}): ${reasons.join('; ')}`)}`,
    );
  return ['', ...(lines.length > 0 ? lines : ['Nothing is due.'])];
}
