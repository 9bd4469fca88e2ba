import type { Command } from 'commander';
import { DEFAULT_GROUP, type NeoAddresses, SEND_ROLE, technicalUser } from '../../lib/core/neo';
import type { NeoAccountSettings } from '../../lib/landscape/landscape';
import { loadLandscape } from '../../lib/landscape/load';
import { addressesOf } from '../../lib/landscape/neo';
import { DEFAULT_TIMEOUT_MS, HttpClient } from '../http/exchange';
import { EXIT, UserError } from '../io/exit';
import type { Io } from '../io/io';
import { withProgress } from '../io/progress';
import { command, count, jsonOption, landscapeOption, subaccountOption } from '../options';
import type { Session } from '../session';
import { onlySubaccount } from '../sheet/deployed';
import { verifyCommand } from '../verify/command';
import { type Authorized, authorize, authorizedText, type Wanted } from './authorize';
import { AuthorizationApi, Pace, platformClientFrom, platformToken } from './platform-api';

interface AuthorizeOptions {
  readonly landscape: string;
  readonly subaccount?: string;
  readonly group: string;
  readonly timeout: number;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** `btp-isc neo`: what is different on Neo. */
export function neoCommand(session: Session): Command {
  return command('neo', 'what is different on Neo: gives clients their role, and proves that they work', [
    'btp-isc neo authorize --dry-run',
    'btp-isc neo authorize',
    'btp-isc neo verify',
  ])
    .addCommand(authorizeCommand(session))
    .addCommand(verifyNeoCommand(session));
}

/** The same as `verify`, for the connectors on Neo alone. */
function verifyNeoCommand(session: Session): Command {
  return verifyCommand(session, {
    description: 'sends an event to every connector on Neo the way ISC does; exits 1 when one is not accepted',
    examples: ['btp-isc neo verify', "btp-isc neo verify --connector 'Employee Terminated' --json"],
    readsState: false,
    part: (landscape) => ({ ...landscape, subaccounts: [] }),
  });
}

function authorizeCommand(session: Session): Command {
  return command(
    'authorize',
    'puts the OAuth clients of ISC into a group of their own that may send events, and no more',
    [
      'btp-isc neo authorize --dry-run              shows what would change',
      'btp-isc neo authorize --subaccount hr-neo',
      'btp-isc neo authorize --group ISC_Senders --json',
    ],
  )
    .addOption(landscapeOption())
    .addOption(subaccountOption())
    .option('--group <name>', 'the group; it is created, or holds nothing but the role', DEFAULT_GROUP)
    .option('--timeout <seconds>', 'longest wait for each answer', count, DEFAULT_TIMEOUT_MS / 1000)
    .option('--dry-run', 'change nothing, show what would be changed', false)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `\nRead from the environment:\n  NEO_PLATFORM_CLIENT_ID, NEO_PLATFORM_CLIENT_SECRET  an API client of the Neo platform with the scopes\n                                                      Read and Manage Authorization Settings\n  NEO_API_URL                                         another base of the platform's APIs`,
    )
    .action(session.runs(authorizeClients));
}

async function authorizeClients(options: AuthorizeOptions, io: Io): Promise<number> {
  const settings = theAccount(options);
  const account = addressesOf(settings, io.env);
  const wanted = wantedFor(settings, options);
  const work = authorizeAt(account, wanted, options, io);
  const result = await withProgress(`Asking the Authorization Management API of ${account.account}`, work, io.err);
  const shown = { subaccount: settings.name, account: account.account, ...wanted, ...result, dryRun: options.dryRun };
  if (options.json) io.out.json(shown);
  else io.out.write(authorizedText(shown, io.out.style));
  return options.dryRun && result.changes.length > 0 ? EXIT.due : EXIT.ok;
}

async function authorizeAt(
  account: NeoAddresses,
  wanted: Wanted,
  options: AuthorizeOptions,
  io: Io,
): Promise<Authorized> {
  const http = new HttpClient(io.env, options.timeout * 1000);
  const token = await platformToken(account, platformClientFrom(io.env), http);
  const pace = new Pace(undefined, undefined, (seconds) =>
    io.err.line(`SAP takes 100 requests a minute: waiting ${seconds} s`),
  );
  return authorize(new AuthorizationApi(account, token, pace, http), wanted, options.dryRun);
}

/** An API client belongs to one account, so one account is authorized at a time. */
function theAccount({ landscape, subaccount }: AuthorizeOptions): NeoAccountSettings {
  const { neoAccounts } = loadLandscape(landscape);
  const chosen = onlySubaccount({ subaccounts: [], neoAccounts }, subaccount).neoAccounts;
  const [only] = chosen;
  if (only && chosen.length === 1) return only;
  const which = chosen.map(({ name }) => name).join(', ');
  throw new UserError(
    only
      ? `The landscape has several Neo subaccounts (${which}), each with an API client of its own: choose one with --subaccount.`
      : 'The landscape has no neoAccounts.',
    EXIT.usage,
  );
}

function wantedFor(settings: NeoAccountSettings, { group }: AuthorizeOptions): Wanted {
  if (!settings.providerAccount)
    throw new UserError(
      `Neo subaccount ${settings.name} has no \`providerAccount\`, which the API asks for: write the Provider Subaccount that Applications > Subscriptions in the Neo cockpit shows beside ${settings.subscription}.`,
    );
  if (settings.connectors.length === 0)
    throw new UserError(`Neo subaccount ${settings.name} has no connectors, so there is no client to authorize.`);
  const users = settings.connectors.map(({ clientId, authentication }) => technicalUser(clientId, authentication));
  return {
    group,
    role: { name: SEND_ROLE, applicationName: settings.subscription, providerAccount: settings.providerAccount },
    users: [...new Set(users)],
  };
}
