import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { snakeCase } from '../../lib/core/isc';
import type { Landscape } from '../../lib/landscape/landscape';
import { loadLandscape } from '../../lib/landscape/load';
import { nothingToDeploy } from '../../lib/landscape/neo';
import type { Finding } from '../../lib/policy/rule';
import { EXIT, UserError } from '../io/exit';
import { version } from '../package';
import { Redactor } from '../plan/shown-values';
import { type Acknowledgements, checkPlans } from '../policy/findings';
import type { RunningPrograms } from '../terraform/process-group';
import { configurationOf, readStacks, type SynthesizedStack, synthesizeStacks } from '../terraform/stacks';
import { Terraform } from '../terraform/terraform';
import type { PlanManifest, PlannedStackEntry, Summary } from './plan-documents';
import { PlanFolder, sha256OfFile } from './plan-folder';
import { type PlanningResult, planStacks } from './plan-stacks';
import { type Shard, stacksOfShard } from './shards';
import { stateOf, summarize } from './summary';

export interface ReviewOptions {
  readonly landscape: string;
  /** The same where the user named it, for the app. */
  readonly namedLandscape?: string;
  /** Folder that cdktf synthesizes into. */
  readonly output: string;
  /** Folder of the plans. */
  readonly plans: string;
  /** Seals the plans. */
  readonly planKey?: string;
  readonly parallelism: number;
  readonly lockTimeout: string;
  readonly drift: boolean;
  readonly synth: boolean;
  readonly shard?: Shard;
  readonly acknowledged: Acknowledgements;
  readonly env: NodeJS.ProcessEnv;
  readonly say: (line: string) => void;
}

/** Plans the landscape to files and tells what would happen. Nothing is changed at SAP. */
export async function review(options: ReviewOptions, programs: RunningPrograms): Promise<Summary> {
  const { output, drift, say } = options;
  const landscape = landscapeFile(options.landscape);
  const model = landscape && loadLandscape(options.landscape);
  const terraform = new Terraform({ programs, env: options.env });
  const all = options.synth
    ? await synthesizeStacks(output, { programs, env: options.env, landscape: options.namedLandscape })
    : readStacks(output);
  const weighted = all.map((stack) => ({ ...stack, weight: weightOf(stack) }));
  const stacks = stacksOfShard(weighted, options.shard);
  const nothing = all.length === 0 && model ? nothingToDeploy(model) : undefined;
  const product = nothing ? 'none' : await terraform.version();
  say(nothing ?? `• Planning ${stacks.length} stack(s) with ${product}`);

  const folder = PlanFolder.create(options.plans, options.planKey);
  try {
    const redactor = new Redactor();
    const results = await planStacks(stacks, {
      ...options,
      terraform,
      folder,
      redactor,
      refreshOnly: drift,
      connectorName: (stack, prefix) => connectorName(model, stack, prefix),
      onPlanned: ({ stack, failure }) => say(`  ${stack.name}: ${failure ? 'cannot be planned' : 'planned'}`),
    });
    if (programs.interrupted) {
      folder.remove();
      throw new UserError('Interrupted; nothing was changed.', EXIT.interrupted);
    }
    const made = { commit: currentCommit(), terraform: product };
    const notes = [...stateNotes(stacks, product, options), ...(drift ? BLIND_SPOTS : [])];
    const kind = drift ? 'drift' : 'review';
    const summary = summarize(
      { ...made, kind, landscape: landscape?.file, notes },
      results,
      findingsOf(results, options),
    );
    const safe = JSON.parse(redactor.redact(JSON.stringify(summary))) as Summary;
    if (drift) folder.remove();
    else folder.write({ ...manifestOf(results, folder, options), ...made, landscape, findings: safe.findings }, safe);
    return safe;
  } finally {
    folder.close();
  }
}

/** A plan that only refreshes changes nothing, so that of the rules only those on what is there find something. */
function findingsOf(results: readonly PlanningResult[], { acknowledged }: ReviewOptions): Finding[] {
  const accepted = new Map(results.map(({ stack }) => [stack.name, acknowledgedIn(stack)]));
  const plans = results.flatMap(({ plan }) => plan ?? []);
  return checkPlans(plans, acknowledged, (stack) => accepted.get(stack) ?? new Map());
}

/** What a stack accepts of its own accord, by the id of the rule: `acknowledge` of the landscape or of the construct. */
const acknowledgedIn = (stack: SynthesizedStack): Acknowledgements =>
  new Map((configurationOf(stack)['//']?.acknowledged ?? []).map(({ rule, reason }) => [rule, reason]));

/** Number of resources in a synthesized configuration. */
function weightOf(stack: SynthesizedStack): number {
  const { resource = {} } = configurationOf(stack);
  return Object.values(resource).reduce((sum, ofType) => sum + Object.keys(ofType).length, 1);
}

function connectorName(landscape: Landscape | undefined, stack: string, prefix: string): string {
  const connectors = landscape?.subaccounts.find(({ name }) => name === stack)?.connectors ?? [];
  return connectors.find(({ name }) => snakeCase(name) === prefix)?.name ?? prefix;
}

function manifestOf(results: readonly PlanningResult[], folder: PlanFolder, { shard }: ReviewOptions) {
  return {
    schema: 'btp-isc-plans/1',
    createdAt: new Date().toISOString(),
    version,
    shard: shard && `${shard.index}/${shard.count}`,
    stacks: results.map((result) => manifestEntry(result, results, folder)),
  } as const;
}

/** Plans that do nothing are removed at once: they would hold secrets for no reason. */
function manifestEntry(result: PlanningResult, all: readonly PlanningResult[], folder: PlanFolder): PlannedStackEntry {
  const { name, dependencies, file } = result.stack;
  const state = stateOf(result, all);
  const plan = folder.planFile(name);
  if (state !== 'changes') rmSync(plan, { force: true });
  const planSha256 = state === 'changes' ? sha256OfFile(plan) : undefined;
  return { name, dependencies, sha256: sha256OfFile(file), state, weight: weightOf(result.stack), planSha256 };
}

/** The commit that is checked out; undefined where there is no git or no repository. */
export function currentCommit(): string | undefined {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

/** The landscape file as it is now; undefined where an app does without one. */
export const landscapeFile = (file: string): PlanManifest['landscape'] =>
  existsSync(file) ? { file, sha256: sha256OfFile(file) } : undefined;

/** What no provider can read back, so that neither a plan nor `--drift` can tell of it. Source: the drift guides of both providers. */
const BLIND_SPOTS = [
  'Not seen: changes of instance parameters made elsewhere (roles, grant types, redirect URIs, token validity): the providers cannot read them back.',
  'Not seen: whether ISC still has the credentials of the key; `btp-isc verify` proves that they work.',
] as const;

/** Says where the secrets of service keys lie, as long as they are not encrypted there. */
export function stateNotes(
  stacks: readonly SynthesizedStack[],
  terraform: string,
  { env, planKey }: Pick<ReviewOptions, 'env' | 'planKey'>,
): string[] {
  // Terraform ignores TF_ENCRYPTION.
  const byVariable = terraform.startsWith('OpenTofu') && Boolean(env.TF_ENCRYPTION);
  const plain = byVariable ? [] : stacks.filter((stack) => configurationOf(stack).terraform?.encryption === undefined);
  if (plain.length === 0) return [];
  const places = [...new Set(plain.map(backendOf))].join(', ');
  const fix = terraform.startsWith('OpenTofu')
    ? 'set TF_ENCRYPTION to encrypt state and plans (docs/state.md)'
    : 'Terraform cannot encrypt them; OpenTofu can, with TF_ENCRYPTION (docs/state.md)';
  const where = planKey
    ? `the state (${places}). Keep others out of it`
    : `the state (${places}) and in saved plans. Keep others out of both`;
  return [`The client secrets of all keys are in plain text in ${where}; ${fix}.`];
}

/** The kind of backend; paths are left out, because people publish reviews. */
function backendOf(stack: SynthesizedStack): string {
  const { backend = {}, cloud } = configurationOf(stack).terraform ?? {};
  const kind = cloud ? 'cloud' : (Object.keys(backend)[0] ?? 'local');
  return kind === 'local' ? 'local files' : `backend ${kind}`;
}
