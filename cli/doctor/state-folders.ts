import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { SynthesizedStack } from '../terraform/synthesize';

/** The folders of local states, each once. */
export const localStateFolders = (stacks: readonly SynthesizedStack[]): string[] => [
  ...new Set(stacks.flatMap((stack) => localStateFolder(stack) ?? [])),
];

const localStateFolder = (stack: SynthesizedStack): string | undefined => {
  const file = localStateFile(stack);
  return file === undefined ? undefined : dirname(file);
};

/** The file that holds the state of a stack, where that is a local one. */
export function localStateFile({ dir, file }: SynthesizedStack): string | undefined {
  const { terraform } = JSON.parse(readFileSync(file, 'utf8')) as {
    terraform?: { backend?: { local?: { path?: string } } };
  };
  const path = terraform?.backend?.local?.path;
  return path === undefined || isAbsolute(path) ? path : join(dir, path);
}
