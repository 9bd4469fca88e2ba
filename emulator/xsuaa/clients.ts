import { timingSafeEqual } from 'node:crypto';
import type { LocalSap } from '../local-sap';
import type { ServiceInstance, ServiceKey, Subaccount } from '../store/tables';
import type { ClientCredentials } from './basic-credentials';

/** A service key seen as an OAuth client of its tenant. */
export interface Client {
  readonly key: ServiceKey;
  readonly instance: ServiceInstance;
  readonly subaccount: Subaccount;
}

export function tenantOf(sap: LocalSap, subdomain: string): Subaccount | undefined {
  return sap.tables.subaccounts.find('subdomain', subdomain)[0];
}

export function clientById(sap: LocalSap, tenant: Subaccount, id: string): Client | undefined {
  const [binding] = sap.tables.serviceBindings.find('clientId', id);
  const instance = binding && sap.tables.serviceInstances.get(binding.serviceInstance);
  if (!binding?.key || instance?.subaccount !== tenant.guid) return undefined;
  return { key: binding.key, instance, subaccount: tenant };
}

export function authenticatedClient(
  sap: LocalSap,
  tenant: Subaccount,
  { id, secret }: ClientCredentials,
): Client | undefined {
  const client = clientById(sap, tenant, id);
  return client?.key.clientSecret !== undefined && sameText(client.key.clientSecret, secret) ? client : undefined;
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** SAP keeps roles for up to an hour before it notices a change (facts: sap 1.4); how long is a fault setting. */
export function actingRoles({ clock, faults }: LocalSap, { parameters, formerRoles }: ServiceInstance): unknown {
  const late = formerRoles && clock.now() < formerRoles.since + faults.settings.roleDelaySeconds * 1000;
  return late ? formerRoles.roles : parameters?.roles;
}

const textsOf = (client: Client, parameter: string) =>
  (client.instance.parameters?.[parameter] as string[] | undefined) ?? [];

export const rolesOf = (sap: LocalSap, { instance }: Client) =>
  (actingRoles(sap, instance) as string[] | undefined) ?? [];
export const grantTypesOf = (client: Client) => textsOf(client, 'grant-types');
export const tokenValidityOf = ({ instance }: Client) => instance.parameters?.['token-validity'] as number;

/** Scopes are roles behind the application's name, the part of the client id after the bar. */
export const scopePrefix = ({ key }: Client) => `${key.clientId.slice(key.clientId.indexOf('|') + 1)}.`;
