import {
  AzurermBackend,
  CloudBackend,
  GcsBackend,
  HttpBackend,
  LocalBackend,
  NamedCloudWorkspace,
  NamedRemoteWorkspace,
  PgBackend,
  RemoteBackend,
  S3Backend,
  type TerraformBackend,
  type TerraformStack,
} from 'cdktf';
import { BACKEND_RULES, STACK } from '../landscape/state-schema';
import type { StateSettings } from '../landscape/state-settings';
import { privateFolder } from '../terraform/private-folder';

/** Local state in the folder that `localFolder` names, when a landscape says nothing. */
const DEFAULT: StateSettings = { backend: 'local' };

/**
 * The backend of a stack: what the landscape says of all stacks, with the name of this one where `{stack}` stands.
 * Credentials are left out, so that Terraform reads them from the environment.
 *
 * @param settings as checked by `checkState`
 * @param localFolder folder of local states, unless the settings name another
 */
export function createBackend(
  stack: TerraformStack,
  settings: StateSettings = DEFAULT,
  localFolder = 'state',
): TerraformBackend {
  const { backend, ...config } = withStackName(settings, stack.node.id);
  // Checked by `checkState` against the settings of each backend, which are those of cdktf's classes.
  const props = config as never;
  switch (backend) {
    case 'local': {
      const folder = privateFolder(typeof config.folder === 'string' ? config.folder : localFolder, isState);
      return new LocalBackend(stack, { path: `${folder}/terraform.${stack.node.id}.tfstate` });
    }
    case 's3':
      return new S3Backend(stack, props);
    case 'azurerm':
      return new AzurermBackend(stack, props);
    case 'gcs':
      return new GcsBackend(stack, props);
    case 'http':
      return new HttpBackend(stack, withLock(config) as never);
    case 'pg':
      return new PgBackend(stack, props);
    case 'remote': {
      const { workspace, ...rest } = config;
      return new RemoteBackend(stack, { ...rest, workspaces: new NamedRemoteWorkspace(String(workspace)) } as never);
    }
    case 'cloud': {
      const { workspace, ...rest } = config;
      return new CloudBackend(stack, { ...rest, workspaces: new NamedCloudWorkspace(String(workspace)) } as never);
    }
  }
}

/** A state, its backups and its lock, as Terraform names them; and what keeps an empty folder in git. */
const isState = (name: string) => /^\.?terraform\..+\.tfstate|^\.git(keep|ignore)$/.test(name);

function withStackName(settings: StateSettings, stack: string): StateSettings {
  const complete: Record<string, unknown> = { ...BACKEND_RULES[settings.backend].perStack, ...settings };
  const named = Object.entries(complete)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, typeof value === 'string' ? value.replaceAll(STACK, stack) : value]);
  return { ...Object.fromEntries(named), backend: settings.backend };
}

/** Terraform locks over HTTP only when it is told where. */
function withLock(config: Record<string, unknown>): Record<string, unknown> {
  return { lockAddress: config.address, unlockAddress: config.lockAddress ?? config.address, ...config };
}
