import { directoryById } from '../accounts';
import { BackendError } from './answers';
import { type CommandCall, globalAccountOf } from './command';

/** The parent that a create or update names; the global account's guid stands for the root (facts: btp 8.21). */
export function parentOf({ sap, parameters }: CommandCall, parameter: string): string {
  const account = globalAccountOf(sap);
  const parent = parameters.optional(parameter) ?? account.guid;
  if (parent.toLowerCase() === account.guid.toLowerCase()) return account.guid;
  const directory = directoryById(sap, parent);
  if (directory) return directory.guid;
  throw new BackendError(404, `Could not find ${parent} [Error: 20002/404]`);
}
