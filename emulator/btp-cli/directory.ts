import type { LocalSap } from '../local-sap';
import type { Directory } from '../store/tables';
import { BackendError, ok } from './answers';
import { type CommandTable, globalAccountOf, requireGlobalAccount } from './command';
import { cisDate } from './dates';

export const directoryCommands: CommandTable = {
  /** The oldest client asks with the global account's guid too and relies on the refusal (facts: btp 0.15). */
  'accounts/directory?get': (call) => {
    requireGlobalAccount(call);
    const guid = call.parameters.optional('directoryID') ?? '';
    const directory = call.sap.tables.directories.get(guid.toLowerCase());
    if (!directory) throw new BackendError(404, `Could not find ${guid} [Error: 20002/404]`);
    return ok(directoryObject(call.sap, directory));
  },
};

export const isManaged = (directory: Directory) =>
  directory.features.includes('ENTITLEMENTS') || directory.features.includes('AUTHORIZATIONS');

export function directoryObject(sap: LocalSap, directory: Directory) {
  const account = globalAccountOf(sap);
  const date = cisDate(directory.createdAt);
  return {
    guid: directory.guid,
    parentGuid: directory.parent,
    parentGUID: directory.parent,
    parentType:
      directory.parent === account.guid ? 'ROOT' : parentTypeBelow(sap.tables.directories.get(directory.parent)),
    globalAccountGUID: account.guid,
    displayName: directory.name,
    ...(directory.description && { description: directory.description }),
    createdDate: date,
    createdBy: 'seed@local.sap',
    modifiedDate: date,
    entityState: 'OK',
    stateMessage: 'Directory created.',
    ...(isManaged(directory) && { subdomain: directory.subdomain ?? directory.guid }),
    directoryType: isManaged(directory) ? 'PROJECT' : 'FOLDER',
    directoryFeatures: directory.features,
    ...(directory.labels && { labels: directory.labels }),
    contractStatus: 'ACTIVE',
  };
}

export function parentTypeBelow(parent: Directory | undefined): string {
  if (!parent) return 'ROOT';
  return isManaged(parent) ? 'PROJECT' : 'FOLDER';
}
