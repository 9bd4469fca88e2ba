import type { Command } from 'commander';
import type { Landscape } from '../../lib/landscape/landscape';
import { DEFAULT_TIMEOUT_MS } from '../isc/deliver';
import { eventFromFile } from '../isc/external-event';
import { apiClientOf } from '../isc/monitoring/api-client';
import { proofText } from '../isc/proof-text';
import { DEFAULT_CONCURRENCY, verifyConnectors } from '../isc/verify';
import { endOnInterrupt } from '../terminal/endings';
import { EXIT } from '../terminal/exit-codes';
import { io } from '../terminal/io';
import { withProgress } from '../terminal/progress';
import { type Deployed, type DeployedOptions, deployed } from './deployed';
import {
  command,
  connectorOption,
  count,
  jsonOption,
  landscapeOption,
  outputOption,
  subaccountOption,
} from './options';

interface VerifyOptions extends DeployedOptions {
  readonly json: boolean;
  readonly event?: string;
  readonly timeout: number;
  readonly concurrency: number;
}

interface VerifyVariant {
  readonly description: string;
  readonly examples: readonly string[];
  /** What of the landscape is verified. */
  readonly part: (landscape: Landscape) => Landscape;
}

const EVERYTHING: VerifyVariant = {
  description: 'sends an event to every connector the way ISC does; exits 1 when one is not accepted',
  examples: [
    'btp-isc verify',
    'btp-isc verify --subaccount hr-dev --json',
    "btp-isc verify --connector 'Employee Hired' --event my-event.xml --timeout 120",
    'HTTPS_PROXY=http://proxy.example.com:3128 btp-isc verify',
  ],
  part: (landscape) => landscape,
};

/** `btp-isc verify`: does what ISC will do, with the values of the sheet. */
export function verifyCommand({ description, examples, part }: VerifyVariant = EVERYTHING): Command {
  return command('verify', description, examples)
    .addOption(landscapeOption())
    .addOption(outputOption())
    .addOption(subaccountOption())
    .addOption(connectorOption())
    .option('--event <file>', 'send this instead of a sample event')
    .option('--timeout <seconds>', 'longest wait for each answer', count, DEFAULT_TIMEOUT_MS / 1000)
    .option('--concurrency <number>', 'connectors at a time', count, DEFAULT_CONCURRENCY)
    .addOption(jsonOption())
    .action((options: VerifyOptions) => verify(options, part));
}

async function verify(options: VerifyOptions, part: VerifyVariant['part']): Promise<void> {
  endOnInterrupt();
  const event = options.event === undefined ? undefined : eventFromFile(options.event);
  const landscape = await deployed(options, part);
  const work = verifyConnectors(landscape.sheets, {
    event,
    timeoutMs: options.timeout * 1000,
    concurrency: options.concurrency,
    apiClient: (subaccount) => apiClientFor(landscape, subaccount),
  });
  const proofs = await withProgress(`Sending events to ${landscape.sheets.length} connector(s)`, work);
  if (options.json) io.out.json(proofs);
  else io.out.write(proofText(proofs, io.out.style));
  if (proofs.some(({ ok }) => !ok)) process.exitCode = EXIT.failed;
}

function apiClientFor({ landscape, outputs }: Deployed, subaccount: string) {
  const settings = landscape.subaccounts.find(({ name }) => name === subaccount);
  return settings && apiClientOf(settings, outputs.get(subaccount) ?? {});
}
