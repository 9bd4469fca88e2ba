import { Command, InvalidArgumentError, Option } from 'commander';

/** Options that several commands share, worded once. */
export const landscapeOption = () =>
  new Option('--landscape <file>', 'the landscape file').env('LANDSCAPE').default('landscape.yaml');

export const outputOption = () =>
  new Option('--output <dir>', 'folder that cdktf synthesized into').env('CDKTF_OUTDIR').default('cdktf.out');

export const subaccountOption = () => new Option('--subaccount <name>', 'only this subaccount of the landscape');

export const connectorOption = () => new Option('--connector <name>', 'only connectors of this name');

export const jsonOption = () => new Option('--json', 'print JSON for programs').default(false);

/** A whole number from 1 on. */
export function count(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number from 1 on.');
}

/** A command with its examples. */
export function command(name: string, description: string, examples: readonly string[]): Command {
  return new Command(name)
    .description(description)
    .addHelpText('after', `\nExamples:\n${examples.map((example) => `  ${example}`).join('\n')}`);
}
