import type { Command } from 'commander';
import type { Landscape } from '../../lib/landscape/landscape';
import { DEFAULT_TIMEOUT_MS, HttpClient } from '../http/exchange';
import { EXIT } from '../io/exit';
import type { Io } from '../io/io';
import { withProgress } from '../io/progress';
import {
  command,
  connectorOption,
  count,
  jsonOption,
  landscapeOption,
  outputOption,
  subaccountOption,
} from '../options';
import type { Session } from '../session';
import { type Deployed, type DeployedOptions, deployed } from '../sheet/deployed';
import { eventFromFile } from './external-event';
import { apiClientOf } from './monitoring-api';
import { proofText } from './proof-text';
import { DEFAULT_CONCURRENCY, verifyConnectors } from './verify';

interface VerifyCommandOptions extends DeployedOptions {
  readonly json: boolean;
  readonly event?: string;
  readonly timeout: number;
  readonly concurrency: number;
}

interface VerifyVariant {
  readonly description: string;
  readonly examples: readonly string[];
  /** Whether a state is read: Neo has none. */
  readonly readsState: boolean;
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
  readsState: true,
  part: (landscape) => landscape,
};

/** `btp-isc verify`: does what ISC will do, with the values of the sheet. */
export function verifyCommand(session: Session, variant: VerifyVariant = EVERYTHING): Command {
  const { description, examples, readsState, part } = variant;
  const verifies = command('verify', description, examples).addOption(landscapeOption());
  if (readsState) verifies.addOption(outputOption());
  return verifies
    .addOption(subaccountOption())
    .addOption(connectorOption())
    .option('--event <file>', 'send this instead of a sample event')
    .option('--timeout <seconds>', 'longest wait for each answer', count, DEFAULT_TIMEOUT_MS / 1000)
    .option('--concurrency <number>', 'connectors at a time', count, DEFAULT_CONCURRENCY)
    .addOption(jsonOption())
    .action(session.runs((options: VerifyCommandOptions, io) => verify(options, io, part)));
}

async function verify(options: VerifyCommandOptions, io: Io, part: VerifyVariant['part']): Promise<number> {
  const event = options.event === undefined ? undefined : eventFromFile(options.event);
  const landscape = await deployed(options, io, part);
  const work = verifyConnectors(landscape.sheets, {
    event,
    http: new HttpClient(io.env, options.timeout * 1000),
    concurrency: options.concurrency,
    apiClient: (subaccount) => apiClientFor(landscape, subaccount),
  });
  const proofs = await withProgress(`Sending events to ${landscape.sheets.length} connector(s)`, work, io.err);
  if (options.json) io.out.json(proofs);
  else io.out.write(proofText(proofs, io.out.style));
  return proofs.every(({ ok }) => ok) ? EXIT.ok : EXIT.failed;
}

function apiClientFor({ landscape, outputs }: Deployed, subaccount: string) {
  const settings = landscape.subaccounts.find(({ name }) => name === subaccount);
  return settings && apiClientOf(settings, outputs.get(subaccount) ?? {});
}
