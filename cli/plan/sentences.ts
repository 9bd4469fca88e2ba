import { oneLine } from '../../lib/core/harmless';
import { isInstance, isKey, isRole, resourceWord } from '../terraform/resource-words';
import type { AttributeChange } from './shown-values';
import type { FailedOperation, PlannedAction, PlannedChange } from './stack-plan';

/** What a change does, in SAP's words and one sentence without a full stop. */
export function sentence(change: PlannedChange, connectorsToUpdate: readonly string[] = []): string {
  return oneLine(`${subject(change)} ${predicate(change, connectorsToUpdate)}`);
}

/** What was changed outside of Terraform. */
export function driftSentence(change: PlannedChange): string {
  const what =
    change.action === 'destroy' ? 'is gone: somebody deleted it' : `was changed: ${attributeText(change.attributes)}`;
  return oneLine(`${subject(change)} ${what}`);
}

export function attributeText(attributes: readonly AttributeChange[]): string {
  return attributes.map(({ name, before, after }) => `${name}: ${before} → ${after}`).join('; ');
}

function subject({ type, name, owner }: PlannedChange): string {
  if (type === 'time_sleep') return resourceWord(type);
  const place = owner === undefined ? '' : isInstance(type) || isRole(type) ? ` in space ${owner}` : ` of ${owner}`;
  return `${resourceWord(type)} ${name}${place}`;
}

function predicate(change: PlannedChange, connectorsToUpdate: readonly string[]): string {
  const { type, action, imported } = change;
  if (imported && action === 'change') return `is taken over and then ${plainPredicate(change).replace(/^is /, '')}`;
  if (isKey(type)) return keyPredicate(action, connectorsToUpdate) ?? plainPredicate(change);
  if (change.unfinished) return 'is made anew, because its creation was not finished';
  if (isInstance(type) && action === 'replace') return 'is replaced: its keys go with it';
  if (isInstance(type) && action === 'destroy') return 'is destroyed: its keys go with it';
  if (type === 'btp_subaccount_entitlement' && action === 'create') return 'is assigned';
  if (type === 'btp_subaccount_entitlement' && action === 'destroy') return 'is taken away';
  return plainPredicate(change);
}

function keyPredicate(action: PlannedAction, connectors: readonly string[]): string | undefined {
  const isc = connectors.length > 0 ? `, ISC must be updated (${connectors.join(', ')})` : '';
  if (action === 'replace') return `is replaced: its secret changes${isc}`;
  if (action === 'create') return `is created, with a client id and a secret of its own${isc}`;
  if (action === 'destroy') return 'is destroyed: whoever still uses it loses access';
  return undefined;
}

function plainPredicate({ action, attributes }: PlannedChange): string {
  switch (action) {
    case 'create':
      return 'is created';
    case 'destroy':
      return 'is destroyed';
    case 'replace':
      return 'is destroyed and created anew';
    case 'forget':
      return 'stays at SAP and is no longer managed';
    case 'import':
      return 'is taken over as it is';
    case 'change':
      return attributes.length > 0 ? `is changed in place: ${attributeText(attributes)}` : 'is changed in place';
  }
}

/** What happened, for every command that tells it. */
export function failedOperationText({ operation, description }: FailedOperation): string {
  const said = description ? `: "${description}"` : '';
  const outdated = operation === 'update' ? '; the state has its new parameters, SAP may still have the old ones' : '';
  return `its last operation (${operation}) failed at SAP${said}${outdated}`;
}
