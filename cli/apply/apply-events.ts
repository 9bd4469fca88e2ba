import { resourceWord } from '../terraform/resource-words';
import { readUiEvent } from '../terraform/ui-events';

export interface ApplyEvent {
  readonly kind: 'started' | 'done' | 'failed' | 'error' | 'state';
  /** What it is about, in SAP's words; of an error, terraform's summary, address and detail; of a state, all of it with its secrets. */
  readonly text: string;
}

const VERBS: Readonly<Record<string, readonly [string, string]>> = {
  create: ['creating', 'created'],
  update: ['changing', 'changed'],
  delete: ['destroying', 'destroyed'],
};

/** Reads one line; undefined for what nobody waits for, among it the outputs. */
export function readApplyEvent(line: string): ApplyEvent | undefined {
  const event = readUiEvent(line);
  if (event?.type === 'diagnostic' && event.diagnostic?.severity === 'error') {
    const { summary = '', detail = '', address } = event.diagnostic;
    const about = address ? `  with ${address},\n\n` : '';
    return { kind: 'error', text: `Error: ${summary}\n\n${about}${detail}` };
  }
  if (event?.state) return { kind: 'state', text: JSON.stringify(event.state) };
  if (event?.type === 'state_lock_acquire') return { kind: 'started', text: 'waits for the lock of the state' };
  const verbs = VERBS[event?.hook?.action ?? ''];
  if (!verbs || !event?.hook?.resource) return undefined;
  const { resource_type = '' } = event.hook.resource;
  const word = resourceWord(resource_type);
  if (event.type === 'apply_start') return { kind: 'started', text: `${verbs[0]} ${word}` };
  if (event.type === 'apply_complete') return { kind: 'done', text: `${verbs[1]} ${word}` };
  if (event.type === 'apply_errored') return { kind: 'failed', text: `${word} not ${verbs[1]}` };
  return undefined;
}
