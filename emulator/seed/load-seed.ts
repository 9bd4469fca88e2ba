import * as fs from 'node:fs';
import { StateError } from '../store/state-error';
import { describeIssues } from '../zod-issues';
import { type Seed, seedLists, seedSchema } from './schema';

import defaultSeed = require('../seed.default.json');

export function loadSeed(file: string | undefined): Seed {
  return parseSeed(file === undefined ? defaultSeed : readJson(file), file ?? 'built-in seed');
}

export function parseSeed(input: unknown, source: string): Seed {
  refuseUnknownLists(input, source);
  const parsed = seedSchema.safeParse(input);
  if (!parsed.success) throw new StateError(`${source} is not a valid seed: ${describeIssues(parsed.error)}`);
  return parsed.data;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new StateError(`the seed ${file} cannot be read as JSON: ${(error as Error).message}`);
  }
}

function refuseUnknownLists(input: unknown, source: string): void {
  if (typeof input !== 'object' || input === null) return;
  for (const list of Object.keys(input)) {
    if (seedLists.includes(list)) continue;
    throw new StateError(
      `${source} has an unknown list "${list}"; did you mean "${closest(list)}"? Known are: ${seedLists.join(', ')}`,
    );
  }
}

function closest(word: string): string {
  const ranked = seedLists.map((list) => ({ list, distance: distance(list.toLowerCase(), word.toLowerCase()) }));
  return ranked.sort((a, b) => a.distance - b.distance)[0]?.list ?? '';
}

function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}
