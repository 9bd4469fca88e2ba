import { directoryById } from '../accounts';
import { BackendError, ok } from './answers';
import { type CommandTable, requireGlobalAccount, requireSubaccount } from './command';

export const labelCommands: CommandTable = {
  'accounts/label?list': (call) => {
    requireGlobalAccount(call);
    const guid = call.parameters.optional('directoryID');
    if (guid === undefined) return ok({ labels: requireSubaccount(call, 'subaccountID').labels ?? {} });
    const directory = directoryById(call.sap, guid);
    if (!directory) throw new BackendError(404, `Could not find ${guid} [Error: 20002/404]`);
    return ok({ labels: directory.labels ?? {} });
  },
};
