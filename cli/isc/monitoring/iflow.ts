import { dateIn, literal, type MonitoringService } from './odata';

/** The iFlow behind an endpoint, as Cloud Integration tells. */
export interface DeployedIflow {
  readonly id: string;
  readonly name: string;
  /** `STARTED`; anything else does not take messages. */
  readonly status: string;
  readonly version?: string;
  readonly deployedBy?: string;
  readonly deployedOn?: string;
}

interface ServiceEndpoint {
  readonly Id: string;
  readonly Name: string;
  readonly EntryPoints: { readonly results: readonly { readonly Url: string }[] };
}

interface RuntimeArtifact {
  readonly Id: string;
  readonly Name: string;
  readonly Status: string;
  readonly Version?: string;
  readonly DeployedBy?: string;
  readonly DeployedOn?: string;
}

/** The iFlow that listens at a URL; nothing when no deployed one does. */
export async function iflowAt(service: MonitoringService, endpointUrl: string): Promise<DeployedIflow | undefined> {
  const endpoints = await service.collection<ServiceEndpoint>('ServiceEndpoints?$expand=EntryPoints&$format=json');
  const endpoint = endpoints.find(({ EntryPoints }) => EntryPoints.results.some(({ Url }) => isSame(Url, endpointUrl)));
  if (!endpoint) return undefined;
  const [id = endpoint.Name] = endpoint.Id.split('$endpointAddress=');
  const artifact = await service.entity<RuntimeArtifact>(`IntegrationRuntimeArtifacts(${literal(id)})?$format=json`);
  return artifact && iflow(artifact);
}

/** Deployed iFlows that are not started: where nobody listens, one of them is probably meant. */
export async function iflowsNotStarted(service: MonitoringService): Promise<DeployedIflow[]> {
  const artifacts = await service.collection<RuntimeArtifact>('IntegrationRuntimeArtifacts?$format=json');
  return artifacts.filter(({ Status }) => Status !== 'STARTED').map(iflow);
}

const iflow = (artifact: RuntimeArtifact): DeployedIflow => ({
  id: artifact.Id,
  name: artifact.Name,
  status: artifact.Status,
  version: artifact.Version,
  deployedBy: artifact.DeployedBy,
  deployedOn: dateIn(artifact.DeployedOn),
});

/** Addresses of iFlows do not mind case; a slash at the end says nothing. */
function isSame(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => text.toLowerCase().replace(/\/+$/, ''));
  return left === right;
}
