import { readInStackFolder, type StackFolderOptions } from './stack-folder';

/** Outputs of one stack by name; secrets included, so it stays in memory. */
export type StackOutputs = Readonly<Record<string, string | undefined>>;

/**
 * Reads the outputs of a deployed stack from its state, wherever its backend keeps it. A stack that was synthesized
 * here, but never initialized, is initialized first: so a second machine reads remote state after `cdktf synth`.
 */
export async function readOutputs(stack: string, options: StackFolderOptions): Promise<StackOutputs> {
  const text = await readInStackFolder(stack, 'outputs', ['output', '-json', '-no-color'], options);
  const outputs = JSON.parse(text) as Record<string, { value: unknown }>;
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { value }]) => [name, value === null ? undefined : String(value)]),
  );
}
