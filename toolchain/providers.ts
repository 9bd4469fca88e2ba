import { mkdirSync, mkdtempSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { arch, platform, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { PROVIDER_CONSTRAINTS } from '../lib/core/providers';
import { buildGoProgram } from './builds';
import { toolchainDir } from './paths';
import { type Progress, run } from './run';
import type { TerraformCli } from './terraform';

/** A Terraform provider as this project uses it: where it comes from and which of its parts get bindings. */
export interface ProviderSpec {
  /** Local name in Terraform and folder name in `providers/`. */
  readonly name: string;
  /** Source address without the registry's host. */
  readonly source: string;
  /** Constraint written into `required_providers` of every stack. */
  readonly constraint: string;
  /** How to build it where no registry answers. */
  readonly module: { readonly dir: string; readonly package: string; readonly version: string };
  /** Bindings are generated for these only. */
  readonly bindings: { readonly resources: readonly string[]; readonly dataSources: readonly string[] };
}

/**
 * The one list of providers. The versions under `module` are what can be built from Go modules with checksums:
 * SAP/btp 1.0.0 and the stand-in for cloudfoundry, which behaves as 1.16 does (see go/cloudfoundry/README.md).
 */
export const providers: readonly ProviderSpec[] = [
  {
    name: 'btp',
    source: 'sap/btp',
    constraint: PROVIDER_CONSTRAINTS.btp,
    module: { dir: 'btp', package: 'github.com/SAP/terraform-provider-btp', version: '1.0.0' },
    bindings: {
      resources: [
        'btp_directory_entitlement',
        'btp_subaccount',
        'btp_subaccount_entitlement',
        'btp_subaccount_environment_instance',
        'btp_subaccount_role_collection_assignment',
        'btp_subaccount_subscription',
      ],
      dataSources: [
        'btp_subaccount',
        'btp_subaccount_environment_instances',
        'btp_subaccount_role_collections',
        'btp_subaccount_subscriptions',
        'btp_subaccounts',
      ],
    },
  },
  {
    name: 'cloudfoundry',
    source: 'cloudfoundry/cloudfoundry',
    constraint: PROVIDER_CONSTRAINTS.cloudfoundry,
    module: { dir: 'cloudfoundry', package: '.', version: '1.16.0' },
    bindings: {
      resources: [
        'cloudfoundry_space',
        'cloudfoundry_org_role',
        'cloudfoundry_space_role',
        'cloudfoundry_service_instance',
        'cloudfoundry_service_credential_binding',
      ],
      dataSources: [
        'cloudfoundry_space',
        'cloudfoundry_service_plan',
        'cloudfoundry_service_instance',
        'cloudfoundry_service_credential_binding_details',
      ],
    },
  },
  {
    name: 'time',
    source: 'hashicorp/time',
    constraint: PROVIDER_CONSTRAINTS.time,
    module: { dir: 'time', package: 'github.com/hashicorp/terraform-provider-time', version: '0.14.2' },
    bindings: { resources: ['time_sleep'], dataSources: [] },
  },
];

/** Runs `work` in a throw-away module that requires every provider. */
export async function withProvidersModule<T>(work: (dir: string) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'btp-isc-providers-'));
  try {
    const entries = providers.map(({ name, source, constraint }) => [name, { source, version: constraint }] as const);
    const module = { terraform: { required_providers: Object.fromEntries(entries) } };
    writeFileSync(join(dir, 'main.tf.json'), JSON.stringify(module));
    return await work(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const ANSWER_WITHIN_MS = 6_000;

/**
 * Whether terraform itself can install the providers, as the user's machine is set up: directly, through a proxy, or
 * from a mirror that the user's own CLI configuration names. The time limit is for the first answer only; once a
 * download runs it may take as long as it takes.
 */
export function registryAnswers(cli: TerraformCli, pluginCache: string, verbose: boolean): Promise<boolean> {
  const env = {
    ...process.env,
    CHECKPOINT_DISABLE: '1',
    TF_PLUGIN_CACHE_DIR: pluginCache,
    TF_REGISTRY_CLIENT_TIMEOUT: '4',
    TF_REGISTRY_DISCOVERY_RETRY: '0',
  };
  return withProvidersModule(async (cwd) => {
    const done = await run(cli.path, ['init', '-backend=false', '-input=false', '-no-color'], {
      cwd,
      env,
      verbose,
      timeout: ANSWER_WITHIN_MS,
      onOutput: (text) => /- (Installing|Using previously-installed|Using shared cache)/.test(text),
    });
    return done.code === 0;
  });
}

const mirrorDir = join(toolchainDir, 'mirror');

/** Both products look below their own registry's name for the same addresses. */
const REGISTRIES = ['registry.terraform.io', 'registry.opentofu.org'];

/** Where terraform gets the providers from. */
export interface ProviderSource {
  /** What makes terraform use it. */
  readonly env: Readonly<Record<string, string>>;
  /** Changes with what is in it. */
  readonly fingerprint: string;
}

/** Builds every provider that is not built yet and makes a mirror of them. */
export async function buildMirror(progress: Progress): Promise<ProviderSource> {
  const built: string[] = [];
  for (const spec of providers) {
    const dir = await buildGoProgram(
      {
        dir: spec.module.dir,
        package: spec.module.package,
        file: `terraform-provider-${spec.name}_v${spec.module.version}`,
        title: `Building the provider ${spec.source} ${spec.module.version}`,
      },
      progress,
    );
    for (const registry of REGISTRIES) link(dir, packageDir(registry, spec));
    built.push(basename(dir));
  }
  const configuration = join(toolchainDir, 'terraform.rc');
  const mirror = `filesystem_mirror {\n    path = ${JSON.stringify(mirrorDir)}\n  }`;
  writeFileSync(configuration, `provider_installation {\n  ${mirror}\n}\n`);
  return { env: { TF_CLI_CONFIG_FILE: configuration }, fingerprint: built.join('\n') };
}

function packageDir(registry: string, spec: ProviderSpec): string {
  const os = platform() === 'win32' ? 'windows' : platform();
  const cpu = arch() === 'x64' ? 'amd64' : arch();
  return join(mirrorDir, registry, ...spec.source.split('/'), spec.module.version, `${os}_${cpu}`);
}

function link(target: string, path: string): void {
  try {
    if (readlinkSync(path) === target) return;
  } catch {
    // not there yet
  }
  rmSync(path, { recursive: true, force: true });
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, 'dir');
}
