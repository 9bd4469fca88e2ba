import { rmSync } from 'node:fs';
import { snakeCase } from '../../lib/core/isc';
import type { Landscape } from '../../lib/landscape/landscape';
import { loadLandscape } from '../../lib/landscape/load';
import { Redactor } from '../plan/secrets';
import { type Acknowledgements, checkPlans } from '../policy/check-plans';
import { EXIT } from '../terminal/exit-codes';
import type { RunningPrograms } from '../terminal/running-programs';
import { UserError } from '../terminal/user-error';
import { acknowledgedBy, type SynthesizedStack, synthesize, synthesizedStacks } from '../terraform/synthesize';
import { TerraformCli } from '../terraform/terraform-cli';
import { BLIND_SPOTS, stateNotes } from './notes';
import { PlanFolder, sha256OfFile } from './plan-folder';
import type { PlanManifest, PlannedStackEntry } from './plan-manifest';
import { type PlanningResult, planStacks, weightOf } from './plan-stacks';
import { currentCommit, landscapeOf } from './provenance';
import { type Shard, stacksOfShard } from './shard';
import { type Summary, stateOf, summarize } from './summary';

export interface ReviewOptions {
  readonly landscape: string;
  /** The same where the user named it, for the app. */
  readonly namedLandscape?: string;
  readonly outDir: string;
  readonly plansDir: string;
  /** Seals the plans. */
  readonly planKey?: string;
  readonly parallelism: number;
  readonly lockTimeout: string;
  readonly drift: boolean;
  readonly skipSynth: boolean;
  readonly shard?: Shard;
  readonly acknowledged: Acknowledgements;
  readonly version: string;
  readonly programs: RunningPrograms;
  readonly say: (line: string) => void;
}

/** Plans the landscape to files and tells what would happen. Nothing is changed at SAP. */
export async function review(options: ReviewOptions): Promise<Summary> {
  const { programs, say } = options;
  const landscape = landscapeOf(options.landscape);
  const model = landscape && loadLandscape(options.landscape);
  const terraform = new TerraformCli(programs);
  const product = await terraform.version();
  const all = options.skipSynth
    ? synthesizedStacks(options.outDir)
    : await synthesize(options.outDir, programs, options.namedLandscape);
  const stacks = chosenStacks(all, options.shard);
  say(`• Planning ${stacks.length} stack(s) with ${product}`);

  const folder = PlanFolder.create(options.plansDir, options.planKey);
  try {
    return await reviewed({ model, landscape, terraform, product, stacks, folder }, options);
  } finally {
    folder.close();
  }
}

interface Reviewing {
  readonly model?: Landscape;
  readonly landscape?: PlanManifest['landscape'];
  readonly terraform: TerraformCli;
  readonly product: string;
  readonly stacks: readonly SynthesizedStack[];
  readonly folder: PlanFolder;
}

async function reviewed(what: Reviewing, options: ReviewOptions): Promise<Summary> {
  const { model, landscape, terraform, product, stacks, folder } = what;
  const { programs, say } = options;
  const redactor = new Redactor();
  const results = await planStacks(stacks, {
    terraform,
    folder,
    redactor,
    parallelism: options.parallelism,
    lockTimeout: options.lockTimeout,
    refreshOnly: options.drift,
    connectorName: (stack, prefix) => connectorName(model, stack, prefix),
    onPlanned: ({ stack, failure }) => say(`  ${stack.name}: ${failure ? 'cannot be planned' : 'planned'}`),
  });
  if (programs.interrupted) {
    folder.remove();
    throw new UserError('Interrupted; nothing was changed.', EXIT.interrupted);
  }
  const plans = results.flatMap(({ plan }) => plan ?? []);
  const accepted = new Map(stacks.map((stack) => [stack.name, acknowledgedBy(stack)]));
  // A plan that only refreshes changes nothing, so that of the rules only those on what is there find something.
  const findings = checkPlans(plans, options.acknowledged, (stack) => accepted.get(stack) ?? new Map());
  const commit = currentCommit();
  const summary = summarize(
    {
      kind: options.drift ? 'drift' : 'review',
      commit,
      landscape: landscape?.file,
      terraform: product,
      notes: [...stateNotes(stacks, product, options.planKey !== undefined), ...(options.drift ? BLIND_SPOTS : [])],
    },
    results,
    findings,
  );
  const safe = JSON.parse(redactor.redact(JSON.stringify(summary))) as Summary;
  if (options.drift) folder.remove();
  else {
    const entries = results.map((result) => manifestEntry(result, results, folder));
    folder.write(
      {
        schema: 'btp-isc-plans/1',
        createdAt: new Date().toISOString(),
        version: options.version,
        terraform: product,
        commit,
        landscape,
        shard: options.shard && `${options.shard.index}/${options.shard.count}`,
        findings: safe.findings,
        stacks: entries,
      },
      safe,
    );
  }
  return safe;
}

export function chosenStacks(all: readonly SynthesizedStack[], shard: Shard | undefined): SynthesizedStack[] {
  return stacksOfShard(
    all.map((stack) => ({ ...stack, weight: weightOf(stack) })),
    shard,
  );
}

function connectorName(landscape: Landscape | undefined, stack: string, prefix: string): string {
  const accounts = landscape ? [...landscape.subaccounts, ...landscape.neoAccounts] : [];
  const connectors = accounts.find(({ name }) => name === stack)?.connectors ?? [];
  return connectors.find(({ name }) => snakeCase(name) === prefix)?.name ?? prefix;
}

/** Plans that do nothing are removed at once: they would hold secrets for no reason. */
function manifestEntry(result: PlanningResult, all: readonly PlanningResult[], folder: PlanFolder): PlannedStackEntry {
  const { stack } = result;
  const state = stateOf(result, all);
  const file = folder.planFile(stack.name);
  if (state !== 'changes') rmSync(file, { force: true });
  return {
    name: stack.name,
    dependencies: stack.dependencies,
    sha256: sha256OfFile(stack.file),
    state,
    weight: weightOf(stack),
    planSha256: state === 'changes' ? sha256OfFile(file) : undefined,
  };
}
