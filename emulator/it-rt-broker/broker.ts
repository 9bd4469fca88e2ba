import { randomBytes, randomUUID } from 'node:crypto';
import { isCloudIntegrationActivated } from '../accounts/entitlements';
import { stableNumber } from '../core/ids';
import type { Sap } from '../core/sap';
import type { Json, ServiceInstance, ServiceKey, Subaccount, Tables } from '../store/tables';
import { BrokerError, type ParameterSchema, schemasOf, violations, withDefaults } from './catalog';
import { certificateDetails, readExternalCertificate, selfSignedCertificate } from './certificates';

/** Near the publicly reported text (facts: sap 1.5). */
const NOT_ACTIVATED =
  'No tenant for Process Integration is provisioned or the Cloud Integration capability of Integration Suite is not activated. Subscribe to Integration Suite and activate the capability before creating a service instance.';

/** Its reason is documented (facts: sap 1.2), its wording is not. */
const CLIENT_X509 =
  "grant-types: client_x509 is deprecated; an instance that carries it cannot be updated and gets no new keys. Use client_credentials with a key of type 'certificate' instead";

/** The service broker of it-rt. It decides at once; the platform shows the decision when the job is done. */
export class Broker {
  constructor(private readonly sap: Sap) {}

  readonly schemasOf = schemasOf;

  provision(instance: ServiceInstance, given: Json): Json {
    if (!isCloudIntegrationActivated(this.sap, instance.subaccount)) throw new BrokerError(NOT_ACTIVATED);
    const schema = schemasOf(instance.plan).create;
    refuseViolations(schema, given);
    const parameters = withDefaults(schema, given);
    // The api plan has no default for roles although it needs one at least (facts: sap 1.2).
    if (parameters.roles === undefined)
      throw new BrokerError('Invalid parameters: roles: is required for the plan api');
    return parameters;
  }

  update(instance: ServiceInstance, given: Json): Json {
    refuseViolations(schemasOf(instance.plan).update, given);
    const { _load_current_config: _, ...changed } = given;
    const parameters = { ...instance.parameters, ...changed };
    refuseDeprecated(parameters);
    return parameters;
  }

  bind(instance: ServiceInstance, binding: string, given: Json): ServiceKey {
    refuseDeprecated(instance.parameters ?? {});
    const schema = schemasOf(instance.plan).bind;
    refuseViolations(schema, given);
    const parameters = withDefaults(schema, given);
    const createdAt = this.sap.clock.now();
    if (parameters['key-type'] === 'client_id_secret')
      return newSecretKey(this.sap.tables, instance, binding, createdAt);
    requireClientCredentials(instance);
    const key = { clientId: clientIdOf(this.sap.tables, instance, binding), createdAt };
    return parameters['key-type'] === 'certificate'
      ? this.withCertificate(key, parameters)
      : this.withExternal(instance, key, parameters);
  }

  /** The root is `oauth`, as the cockpit shows it (facts: sap 2.2; for certificates the nesting is a guess there too). */
  credentials(instance: ServiceInstance, key: ServiceKey): Json {
    const { subdomain } = subaccountOf(this.sap.tables, instance);
    const oauth = {
      clientid: key.clientId,
      ...(key.clientSecret && { clientsecret: key.clientSecret }),
      ...(key.certificate && { certificate: key.certificate, certificatedetails: certificateDetails(key.certificate) }),
      ...(key.privateKey && { key: key.privateKey }),
      url: instance.plan === 'api' ? this.sap.urls.integrationApi(subdomain) : this.sap.urls.runtime(subdomain),
      createdate: new Date(key.createdAt).toISOString(),
      tokenurl: this.sap.urls.token(subdomain),
    };
    return { oauth };
  }

  private withCertificate(key: Pick<ServiceKey, 'clientId' | 'createdAt'>, parameters: Json): ServiceKey {
    const made = selfSignedCertificate({
      commonName: key.clientId,
      notBefore: new Date(key.createdAt),
      days: parameters.validity as number,
      bits: parameters['key-length'] as number,
    });
    return { keyType: 'certificate', ...key, ...made };
  }

  private withExternal(
    instance: ServiceInstance,
    key: Pick<ServiceKey, 'clientId' | 'createdAt'>,
    parameters: Json,
  ): ServiceKey {
    const { certificate, fingerprint } = readExternalCertificate(parameters['X.509'] as string, key.createdAt);
    if (this.isUsedInTenant(instance.subaccount, fingerprint)) {
      throw new BrokerError('The certificate is already used by another service key of this tenant');
    }
    const pinned = parameters['certificate-pinning'] as boolean | undefined;
    return {
      keyType: 'certificate_external',
      ...key,
      certificate,
      fingerprint,
      ...(pinned !== undefined && { pinned }),
    };
  }

  /** A certificate may be used once over all instances of a tenant (facts: sap 1.6). */
  private isUsedInTenant(subaccount: string, fingerprint: string): boolean {
    const { serviceBindings, serviceInstances } = this.sap.tables;
    return serviceBindings
      .find('fingerprint', fingerprint)
      .some(({ serviceInstance }) => serviceInstances.get(serviceInstance)?.subaccount === subaccount);
  }
}

/** A key of the usual kind. */
export function newSecretKey(
  tables: Tables,
  instance: ServiceInstance,
  binding: string,
  createdAt: number,
): ServiceKey {
  const clientId = clientIdOf(tables, instance, binding);
  return { keyType: 'client_id_secret', clientId, clientSecret: newSecret(), createdAt };
}

/** Its own for every key; whether SAP's is shared by an instance's keys is not known (facts: sap 2.3). */
function clientIdOf(tables: Tables, instance: ServiceInstance, binding: string): string {
  const { guid, subdomain } = subaccountOf(tables, instance);
  const application = instance.plan === 'api' ? 'it' : `it-rt-${subdomain}`;
  return `sb-${binding}!b${stableNumber(6, 'tenant', guid)}|${application}!b${APPLICATION_NUMBER}`;
}

function subaccountOf(tables: Tables, { subaccount }: ServiceInstance): Subaccount {
  const found = tables.subaccounts.get(subaccount);
  if (!found) throw new BrokerError(`Tenant ${subaccount} does not exist`);
  return found;
}

const APPLICATION_NUMBER = stableNumber(5, 'it-rt application');

function refuseViolations(schema: ParameterSchema, given: Json): void {
  refuseDeprecated(given);
  const found = violations(schema, given);
  if (found.length > 0) throw new BrokerError(`Invalid parameters: ${found.join('; ')}`);
}

/** Of what is asked for as well as of what there is (facts: sap 1.2). */
function refuseDeprecated({ 'grant-types': grants }: Json): void {
  if (Array.isArray(grants) && grants.includes('client_x509')) throw new BrokerError(CLIENT_X509);
}

function requireClientCredentials({ parameters }: ServiceInstance): void {
  const grants = parameters?.['grant-types'];
  if (Array.isArray(grants) && grants.includes('client_credentials')) return;
  throw new BrokerError('Keys with a certificate need the grant type client_credentials in the service instance');
}

/** The shape of a binding secret: `<uuid>$<base64>=` (facts: sap 2.2). */
const newSecret = () =>
  `${randomUUID()}$${randomBytes(32).toString('base64').replaceAll('+', '-').replaceAll('/', '_')}`;
