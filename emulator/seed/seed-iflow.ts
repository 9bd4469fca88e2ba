import { iflowId } from '../iflows';
import { StateError } from '../store/state-error';
import type { Iflow, Tables } from '../store/tables';

type Given = Pick<Iflow, 'name' | 'sender' | 'address'> & Partial<Iflow>;

/** An address belongs to one iFlow of its tenant (facts: sap 3.5). */
export function seedIflow(tables: Tables, tenant: string, iflow: Given, now: number): void {
  const id = iflowId(tenant, iflow);
  if (tables.iflows.get(id))
    throw new StateError(`the seed deploys two iflows at ${iflow.sender} ${iflow.address} of one tenant`);
  tables.iflows.put(id, {
    role: 'ESBMessaging.send',
    csrfProtected: false,
    state: 'STARTED',
    deployedAt: now,
    ...iflow,
    id,
    subaccount: tenant,
  });
}
