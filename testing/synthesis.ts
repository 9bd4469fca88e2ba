import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { App } from 'cdktf';
import type { LocalSap } from './local-sap';

/**
 * Puts stacks into the app that it gets, or returns an app of its own, e.g. `() => landscapeApp()`. It runs with
 * `BTP_CLI_SERVER_URL` and the credentials of the local SAP in `process.env`.
 */
export type BuildApp = (app: App) => unknown;

interface Manifest {
  readonly stacks: Readonly<Record<string, { readonly synthesizedStackPath: string; readonly dependencies: string[] }>>;
}

/**
 * Synthesizes an app as `cdktf synth` does, policies, validations and annotations included, into folders in which
 * Terraform can run.
 *
 * @returns the names of the stacks, each after those that it depends on
 */
export function synthesize(
  build: BuildApp,
  sap: LocalSap,
  into: { readonly app: string; stack(name: string): string },
) {
  const manifest = withEnvironment({ ...sap.env, ...elsewhere(sap), CDKTF_OUTDIR: into.app }, () => {
    mkdirSync(into.app, { recursive: true });
    const given = new App({ outdir: into.app });
    const built = build(given);
    const app = App.isApp(built) ? built : given;
    app.synth();
    const read = JSON.parse(readFileSync(join(app.outdir, 'manifest.json'), 'utf8')) as Manifest;
    for (const [name, { synthesizedStackPath }] of Object.entries(read.stacks)) {
      const folder = into.stack(name);
      cpSync(dirname(join(app.outdir, synthesizedStackPath)), folder, { recursive: true });
      const stateOf = (stack: string) => (stack in read.stacks ? stateIn(into.stack(stack)) : undefined);
      keepLocal(join(folder, 'cdk.tf.json'), sap, stateIn(folder), stateOf);
    }
    return read;
  });
  const names = Object.keys(manifest.stacks);
  if (names.length === 0) {
    throw new Error('There is no stack to deploy: make one in the app that deploy() hands over, or return an app.');
  }
  return inOrder(manifest);
}

/** What would lead to other servers or folders than the test's own. */
const elsewhere = ({ folder }: LocalSap) => ({
  CF_API_URL: undefined,
  LANDSCAPE: undefined,
  BTP_ISC_STATE_DIR: join(folder, 'state'),
});

function withEnvironment<T>(env: Readonly<Record<string, string | undefined>>, run: () => T): T {
  const before = Object.fromEntries(Object.keys(env).map((name) => [name, process.env[name]]));
  const set = (all: typeof env) => {
    for (const [name, value] of Object.entries(all)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
  set(env);
  try {
    return run();
  } finally {
    set(before);
  }
}

function inOrder({ stacks }: Manifest): string[] {
  const order: string[] = [];
  const add = (name: string) => {
    if (order.includes(name)) return;
    for (const needed of stacks[name]?.dependencies ?? []) add(needed);
    order.push(name);
  };
  for (const name of Object.keys(stacks)) add(name);
  return order;
}

type Block = Record<string, unknown>;

const stateIn = (folder: string) => join(folder, 'terraform.tfstate');

/** What cdktf calls the state of a stack from which another one takes a value. */
const TAKES_FROM = /^cross-stack-reference-input-(.+)$/;

/**
 * Of the configuration that was synthesized, only where it leads: to this machine, whatever the stack says.
 *
 * @param stateOf the state of a stack of the same app
 */
function keepLocal(
  file: string,
  { urls }: LocalSap,
  state: string,
  stateOf: (stack: string) => string | undefined,
): void {
  const config = JSON.parse(readFileSync(file, 'utf8')) as {
    provider?: Record<string, Block[]>;
    terraform?: Block;
    resource?: Record<string, Record<string, Block>>;
    data?: Record<string, Record<string, Block>>;
  };
  for (const [name, block] of Object.entries(config.data?.terraform_remote_state ?? {})) {
    const path = stateOf(TAKES_FROM.exec(name)?.[1] ?? '');
    if (path === undefined) {
      throw new Error(
        `${file}: the stack reads the state ${name}, which is of no stack of the app. Hand the value over in the app, or make the other stack in it.`,
      );
    }
    Object.assign(block, { backend: 'local', workspace: undefined, config: { path } });
  }
  const { cloud: _, ...terraform } = config.terraform ?? {};
  config.terraform = { ...terraform, backend: { local: { path: state } } };
  for (const provider of config.provider?.btp ?? []) provider.cli_server_url = urls.btpCliServerUrl;
  for (const provider of config.provider?.cloudfoundry ?? []) {
    // An expression reads it from the environment instance, which the local SAP has made.
    const isExpression = typeof provider.api_url === 'string' && provider.api_url.includes('${');
    if (!isExpression) provider.api_url = urls.cfApiUrl;
  }
  // The marketplace of the local SAP needs no time.
  for (const sleep of Object.values(config.resource?.time_sleep ?? {})) {
    if (sleep.create_duration !== undefined) sleep.create_duration = '1s';
  }
  writeFileSync(file, JSON.stringify(config, null, 2));
}
