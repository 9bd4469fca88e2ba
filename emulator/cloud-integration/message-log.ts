import { randomBytes } from 'node:crypto';
import type { LocalSap } from '../local-sap';
import type { Message } from '../store/tables';

const MOST_MESSAGES = 1_000;

/** What arrived, never with what secret or token. The oldest make room. */
export function recordMessage(sap: LocalSap, message: Omit<Message, 'id' | 'receivedAt'>): Message {
  const recorded: Message = { id: newMessageId(), receivedAt: new Date(sap.clock.now()).toISOString(), ...message };
  sap.store.transaction(() => {
    sap.tables.messages.put(recorded.id, recorded);
    const [oldest] = sap.tables.messages.size > MOST_MESSAGES ? sap.tables.messages.all() : [];
    if (oldest) sap.tables.messages.delete(oldest.id);
  });
  return recorded;
}

/** 28 characters, as message processing log ids look (a guess from memory). */
const newMessageId = () => randomBytes(21).toString('base64url');
