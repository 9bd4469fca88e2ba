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

export const plansOption = () =>
  new Option('--plans <dir>', 'folder of the saved plans; they hold secrets')
    .env('BTP_ISC_PLANS')
    .default('.btp-isc/plans');

export const parallelismOption = () => new Option('--parallelism <n>', 'stacks at once').default(4).argParser(count);

export const lockTimeoutOption = () =>
  new Option('--lock-timeout <duration>', 'how long to wait for a state that another run has locked, e.g. 10m')
    .default('0s')
    .argParser(duration);

/** As Terraform writes it. */
function duration(text: string): string {
  if (/^(\d{1,5}[smh])+$/.test(text)) return text;
  throw new InvalidArgumentError('It must be a duration such as 30s, 10m or 1h30m.');
}

export const shardOption = () => new Option('--shard <i/n>', 'only part i of n, for runners that share a landscape');

export const sealedOption = () =>
  new Option('--sealed', 'only with plans that are sealed by the key in BTP_ISC_PLAN_KEY, which must be set').default(
    false,
  );

export const acknowledgeOption = () =>
  new Option('--acknowledge <rule=reason>', 'accept what a rule found, and say why; may be repeated')
    .default([], 'none')
    .argParser((text: string, before: string[]) => [...before, text]);

/** What `review` and `apply` are told alike. */
export interface PlanOptions {
  readonly landscape: string;
  readonly namedLandscape?: string;
  readonly output: string;
  readonly plans: string;
  readonly parallelism: number;
  readonly lockTimeout: string;
  readonly shard?: string;
  readonly sealed: boolean;
  readonly acknowledge: string[];
  readonly synth: boolean;
  readonly json: boolean;
}

/** Adds the options of both, in the order in which help shows them. */
export function withPlanOptions(command: Command): Command {
  const options = [
    landscapeOption(),
    outputOption(),
    plansOption(),
    parallelismOption(),
    lockTimeoutOption(),
    shardOption(),
    sealedOption(),
    acknowledgeOption(),
  ];
  return options.reduce((to, option) => to.addOption(option), command);
}
