import { z } from 'zod';
import { subaccountById } from '../accounts';
import { iflowId } from '../iflows';
import type { LocalSap } from '../local-sap';
import { addressSchema, iflowSwitches } from '../seed/schema';
import type { Iflow } from '../store/tables';

/** Plays the people who deploy, stop and change iFlows: the emulator has no design time. */

const clearable = Object.fromEntries(
  Object.entries(iflowSwitches).map(([name, schema]) => [name, schema.nullable()]),
) as unknown as { [K in keyof typeof iflowSwitches]: z.ZodNullable<(typeof iflowSwitches)[K]> };

const request = z
  .strictObject({
    /** A subaccount's id, or the name of a Neo account. */
    subaccount: z.string().min(1),
    name: z.string().optional(),
    address: z.string().optional(),
    change: z.strictObject(clearable).partial().optional(),
    deploy: z
      .strictObject({ name: z.string().min(1), sender: z.enum(['HTTPS', 'SOAP']), address: addressSchema })
      .extend(z.strictObject(iflowSwitches).partial().shape)
      .optional(),
    undeploy: z.literal(true).optional(),
  })
  .refine(
    ({ change, deploy, undeploy }) => [change, deploy, undeploy].filter(Boolean).length === 1,
    'needs exactly one of change, deploy, undeploy',
  )
  .refine(({ deploy, name, address }) => deploy || name || address, 'needs a name or an address');

type Request = z.infer<typeof request>;

export interface Refused {
  readonly status: 404 | 409;
  readonly error: string;
}

export function changeIflows(sap: LocalSap, input: unknown): { iflows: Iflow[] } | Refused {
  const asked = request.parse(input);
  const tenant = subaccountById(sap, asked.subaccount)?.guid ?? asked.subaccount;
  if (!sap.tables.subaccounts.get(tenant) && !sap.tables.neoAccounts.get(tenant))
    return { status: 404, error: `there is no subaccount and no Neo account ${asked.subaccount}` };
  return sap.store.transaction(() => (asked.deploy ? deploy(sap, tenant, asked.deploy) : alter(sap, tenant, asked)));
}

/** Deploying the same iFlow again replaces it; another one's address is taken (facts: sap 3.5). */
function deploy(sap: LocalSap, tenant: string, given: NonNullable<Request['deploy']>): { iflows: Iflow[] } | Refused {
  const id = iflowId(tenant, given);
  const holder = sap.tables.iflows.get(id);
  if (holder && holder.name !== given.name)
    return { status: 409, error: `the address ${given.address} belongs to the iFlow ${holder.name}` };
  const iflow: Iflow = {
    role: 'ESBMessaging.send',
    csrfProtected: false,
    state: 'STARTED',
    deployedBy: 'admin@local.sap',
    deployedAt: sap.clock.now(),
    ...given,
    id,
    subaccount: tenant,
  };
  return { iflows: [sap.tables.iflows.put(id, iflow)] };
}

function alter(sap: LocalSap, tenant: string, { name, address, change }: Request): { iflows: Iflow[] } | Refused {
  const found = sap.tables.iflows
    .find('subaccount', tenant)
    .filter((iflow) => name === undefined || iflow.name === name)
    .filter((iflow) => address === undefined || iflow.address.toLowerCase() === address.toLowerCase());
  if (found.length === 0) return { status: 404, error: `no such iFlow is deployed: ${name ?? address}` };
  if (change) return { iflows: found.map((iflow) => sap.tables.iflows.put(iflow.id, changed(iflow, change))) };
  for (const { id } of found) sap.tables.iflows.delete(id);
  return { iflows: [] };
}

/** Null takes a setting away. */
function changed(iflow: Iflow, change: NonNullable<Request['change']>): Iflow {
  const defaults = { role: 'ESBMessaging.send', csrfProtected: false, state: 'STARTED' };
  const entries = Object.entries({ ...iflow, ...change }).filter(([, value]) => value !== null);
  return { ...defaults, ...Object.fromEntries(entries) } as Iflow;
}
