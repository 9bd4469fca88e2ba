import { subaccountById } from '../accounts';
import type { LocalSap } from '../local-sap';
import { stableNumber } from '../stable-guid';
import type { GlobalAccount, Session, Subaccount } from '../store/tables';
import { type BackendAnswer, BackendError, RequestRefused } from './answers';
import type { Parameters } from './parameters';

export interface CommandCall {
  readonly sap: LocalSap;
  readonly parameters: Parameters;
  readonly session: Session;
}

export type Command = (call: CommandCall) => BackendAnswer;

export type CommandTable = Readonly<Record<string, Command>>;

export function globalAccountOf({ tables }: LocalSap): GlobalAccount {
  const [account] = tables.globalAccounts.all();
  if (!account) throw new Error('the state holds no global account');
  return account;
}

/** Commands name the global account by its subdomain (facts: btp 4). The wording for another one is a guess. */
export function requireGlobalAccount({ sap, parameters }: CommandCall): GlobalAccount {
  const account = globalAccountOf(sap);
  const named = parameters.required('globalAccount');
  if (named === account.subdomain) return account;
  throw new RequestRefused(
    403,
    `Global account '${named}' does not exist and thus did not entitle you to execute the command.`,
  );
}

export function requireSubaccount({ sap, parameters }: CommandCall, parameter = 'subaccount'): Subaccount {
  const guid = parameters.required(parameter);
  const found = subaccountById(sap, guid);
  if (!found) throw new BackendError(404, `Subaccount ${guid} not found [Error: 20004/404]`);
  return found;
}

/** The id of a job that no client ever asks about. */
export const jobIdNow = (sap: LocalSap, ...names: string[]) =>
  String(stableNumber(8, 'job', ...names, String(sap.clock.now())));
