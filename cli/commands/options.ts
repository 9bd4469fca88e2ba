import { Option } from 'commander';

/** Options that several commands share, worded once. */
export const landscapeOption = () =>
  new Option('--landscape <file>', 'the landscape file').env('LANDSCAPE').default('landscape.yaml');

export const outputOption = () =>
  new Option('--output <dir>', 'folder that cdktf synthesized into').env('CDKTF_OUTDIR').default('cdktf.out');

export const subaccountOption = () => new Option('--subaccount <name>', 'only this subaccount of the landscape');

export const jsonOption = () => new Option('--json', 'print JSON for programs').default(false);
