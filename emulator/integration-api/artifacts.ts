import { SEGMENTS } from '../cloud-integration/endpoints';
import type { LocalSap } from '../local-sap';
import type { Iflow, Subaccount } from '../store/tables';
import { type EntitySet, metadataOf, type Service } from './entity-set';

const VERSION = '1.0.0';
const DEPLOYER = 'seed@local.sap';
const PROTOCOLS = { HTTPS: 'REST', SOAP: 'SOAP' } as const;

/** An iFlow with several endpoints is one artifact. */
export function artifactsOf(sap: LocalSap, { guid }: Subaccount): Iflow[] {
  const rows = sap.tables.iflows.find('subaccount', guid);
  return rows.filter((row, index) => rows.findIndex(({ name }) => name === row.name) === index);
}

/** Name and id are the same here: nothing else refers to the id. */
export const runtimeArtifacts: EntitySet<Iflow> = {
  name: 'IntegrationRuntimeArtifacts',
  type: 'IntegrationRuntimeArtifact',
  key: 'Id',
  fields: (iflow) => ({
    Id: iflow.name,
    Version: iflow.version ?? VERSION,
    Name: iflow.name,
    Type: 'INTEGRATION_FLOW',
    DeployedBy: iflow.deployedBy ?? DEPLOYER,
    DeployedOn: deployedOn(iflow),
    Status: iflow.state,
  }),
  links: { ErrorInformation: null },
};

const deployedOn = ({ deployedAt }: Iflow) => new Date(deployedAt ?? 0);

/** Only what is started has an endpoint (a guess). */
export const endpointsOf = (sap: LocalSap, { guid }: Subaccount): Iflow[] =>
  sap.tables.iflows.find('subaccount', guid).filter(({ state }) => state === 'STARTED');

export function serviceEndpoints(sap: LocalSap, service: Service, { subdomain }: Subaccount): EntitySet<Iflow> {
  return {
    name: 'ServiceEndpoints',
    type: 'ServiceEndpoint',
    key: 'Id',
    fields: (iflow) => ({
      Name: iflow.name,
      Id: `${iflow.name}$endpointAddress=${iflow.address.slice(1)}`,
      Title: iflow.name,
      Version: iflow.version ?? VERSION,
      Summary: iflow.name,
      Description: iflow.name,
      LastUpdated: deployedOn(iflow),
      Protocol: PROTOCOLS[iflow.sender],
    }),
    links: {
      EntryPoints: (iflow) => ({ results: [entryPoint(service, sap.urls.runtime(subdomain), iflow)] }),
      ApiDefinitions: null,
    },
  };
}

function entryPoint({ root }: Service, runtime: string, { name, sender, address }: Iflow) {
  const url = `${runtime}/${SEGMENTS[sender]}${address}`;
  return {
    ...metadataOf(`${root}/EntryPoints('${encodeURIComponent(url)}')`, 'EntryPoint'),
    Name: name,
    Url: url,
    Type: 'PROD',
    AdditionalInformation: '',
  };
}
