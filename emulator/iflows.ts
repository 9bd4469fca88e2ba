import type { Iflow } from './store/tables';

/** Addresses do not mind case and are one's own in a tenant, for each kind of sender (facts: sap 3.5). */
export const iflowId = (tenant: string, { sender, address }: Pick<Iflow, 'sender' | 'address'>) =>
  `${tenant}/${sender}${address.toLowerCase()}`;
