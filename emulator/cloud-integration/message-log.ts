import { randomBytes } from 'node:crypto';
import type { LocalSap } from '../local-sap';
import type { Message } from '../store/tables';

const MOST_MESSAGES = 1_000;

/** What arrived, never with what secret or token. The oldest make room. */
export function recordMessage(sap: LocalSap, message: Omit<Message, 'id' | 'finishedAt'>): Message {
  const recorded: Message = { id: newMessageId(), finishedAt: new Date(sap.clock.now()).toISOString(), ...message };
  sap.store.transaction(() => {
    sap.tables.messages.put(recorded.id, recorded);
    const [oldest] = sap.tables.messages.size > MOST_MESSAGES ? sap.tables.messages.all() : [];
    if (oldest) sap.tables.messages.delete(oldest.id);
  });
  return recorded;
}

/** 28 characters that begin with A, as the ids of message processing logs look in public examples. */
const newMessageId = () => `A${randomBytes(21).toString('base64url').slice(1)}`;
