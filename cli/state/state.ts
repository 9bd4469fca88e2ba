import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../io/exit';
import { inShell } from '../io/text';
import { plain } from '../terraform/explain';
import { group, parsed } from '../terraform/json';
import type { ProgramResult } from '../terraform/process-group';
import { isInstance } from '../terraform/resource-words';
import { parseJsonOutput, type Terraform } from '../terraform/terraform';

/** What is shown in place of a secret. */
export const MASK = '********';

export interface StateOptions {
  /** The folder that cdktf synthesized into. */
  readonly outDir: string;
  readonly terraform: Terraform;
}

/** Outputs of one stack by name; secrets included, so it stays in memory. */
export type StackOutputs = Readonly<Record<string, string | undefined>>;

/**
 * Reads the outputs of a deployed stack from its state, wherever its backend keeps it. A stack that was synthesized
 * here, but never initialized, is initialized first: so a second machine reads remote state after `cdktf synth`.
 */
export async function readOutputs(stack: string, options: StateOptions): Promise<StackOutputs> {
  const text = await readOfStack(stack, 'outputs', options, ['output', '-json', '-no-color']);
  const outputs = parseJsonOutput(text) as Record<string, { value: unknown }>;
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { value }]) => [name, value === null ? undefined : String(value)]),
  );
}

/** A service key as the state holds it; with its secret, so it stays in memory. */
export interface DeployedKey {
  /** Name of the service instance; absent when the state does not hold the instance. */
  readonly runtime?: string;
  /** Name in Cloud Foundry. */
  readonly name: string;
  /** When it was made, ISO 8601; absent for keys that do not say it. */
  readonly createdAt?: string;
  /** When its certificate expires, ISO 8601; absent for keys without one. */
  readonly expiresAt?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
}

/** The service keys of a deployed stack, managed or only read. */
export async function readDeployedKeys(stack: string, options: StateOptions): Promise<DeployedKey[]> {
  return keysInState(objectsInState(await readOfStack(stack, 'state', options, ['state', 'pull'])));
}

/**
 * Runs a command of terraform that only reads, in the folder of a synthesized stack.
 *
 * @param what is read, for error messages
 * @returns its stdout, which may hold secrets
 */
async function readOfStack(
  stack: string,
  what: string,
  { outDir, terraform }: StateOptions,
  args: readonly string[],
): Promise<string> {
  const dir = join(outDir, 'stacks', stack);
  if (!existsSync(join(dir, 'cdk.tf.json'))) throw new UserError(neverSynthesized(stack, dir));
  const initialize = async () => {
    const done = await terraform.init(dir);
    if (done.code !== 0)
      throw new UserError(
        `The ${what} of stack ${stack} cannot be read, because '${terraform.binary} init' fails in ${dir}: ${sentence(done)}`,
      );
  };
  if (!existsSync(join(dir, '.terraform'))) await initialize();
  let done = await terraform.run(dir, args);
  if (done.code !== 0 && /terraform init|tofu init/.test(done.stderr)) {
    await initialize();
    done = await terraform.run(dir, args);
  }
  if (done.code === 0) return done.stdout;
  throw new UserError(`The ${what} of stack ${stack} cannot be read: ${sentence(done)}`);
}

const neverSynthesized = (stack: string, dir: string) =>
  `Stack ${stack} has not been deployed from here: ${dir} holds no synthesized stack. Deploy it (npx cdktf deploy ${inShell(stack)}), ` +
  `or run 'npx cdktf synth' where its state is remote; --output names another folder (after npm start: .local/cdktf.out).`;

/** Terraform's error box as one line. */
const sentence = ({ stderr, unusual = '' }: ProgramResult) => `${plain(stderr)} ${unusual}`.replace(/\s+/g, ' ').trim();

const KEYS = ['cloudfoundry_service_credential_binding', 'cloudfoundry_service_credential_binding_details'];

export function keysInState(objects: readonly StateObject[]): DeployedKey[] {
  const instances = new Map(
    objects.filter(({ type }) => isInstance(type)).map(({ attributes }) => [attributes.id, text(attributes.name)]),
  );
  return objects
    .filter(({ type, attributes }) => KEYS.includes(type) && text(attributes.name) !== undefined)
    .map(({ attributes }) => ({ runtime: instances.get(attributes.service_instance), ...deployedKey(attributes) }));
}

function deployedKey(values: Readonly<Record<string, unknown>>): Omit<DeployedKey, 'runtime'> {
  const key = keyFields(text(values.credential_binding));
  return {
    name: String(values.name),
    createdAt: text(values.created_at) ?? text(key.createdate),
    expiresAt: text(group(key.certificatedetails).validuntil),
    clientId: text(key.clientid),
    clientSecret: text(key.clientsecret),
  };
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/**
 * The fields of a service key, wherever lib/runtime/credentials.ts looks for them: the details document of Cloud Foundry
 * or the key as the cockpit shows it, at the root or below `oauth`. What cannot be read has no fields.
 *
 * @param json the attribute of the provider, or the output with the key
 */
export function keyFields(json: unknown): Readonly<Record<string, unknown>> {
  const document = group(parsed(json));
  const key = group('credentials' in document ? document.credentials : document);
  return { ...key, ...group(key.oauth) };
}

/** An object of a state. Its attributes hold secrets. */
export interface StateObject {
  readonly mode: string;
  readonly type: string;
  readonly name: string;
  readonly address: string;
  /** Of what is to be deleted yet, while another one is in its place already. */
  readonly deposed?: unknown;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** The head of a state; undefined of what is none or is encrypted, as OpenTofu may do it. */
export function stateHead(stateText: string): { readonly lineage: string; readonly serial: number } | undefined {
  const { lineage, serial } = group(parsed(stateText));
  return typeof lineage === 'string' ? { lineage, serial: Number(serial ?? 0) } : undefined;
}

/**
 * The objects of a state; none of what is empty or cannot be read.
 *
 * @param stateText as `terraform state pull` prints it and files hold it, version 4
 */
export function objectsInState(stateText: string): StateObject[] {
  return list(group(parsed(stateText)).resources).flatMap(({ module, mode, type, name, instances }) =>
    list(instances).map(({ index_key: index, deposed, attributes }) => {
      const path = [module, mode === 'data' ? 'data' : undefined, type, name].filter(Boolean).join('.');
      const address = index === undefined ? path : `${path}[${JSON.stringify(index)}]`;
      const words = { mode: String(mode ?? ''), type: String(type ?? ''), name: String(name ?? '') };
      return { ...words, address, deposed, attributes: group(attributes) };
    }),
  );
}

const list = (value: unknown) => (Array.isArray(value) ? value.map(group) : []);

/** Whether Cloud Foundry said of an object that the last thing done to it failed. */
export const lastOperationFailed = (values: Readonly<Record<string, unknown>> | undefined): boolean =>
  group(values?.last_operation).state === 'failed';
