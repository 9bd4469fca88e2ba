import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { environmentFor } from '../../emulator/environment';
import type { Landscape } from '../../lib/landscape/landscape';
import { loadLandscape } from '../../lib/landscape/load';
import { nothingToDeploy } from '../../lib/landscape/neo';
import { projectRoot } from '../../toolchain/paths';
import { toolchain } from '../../toolchain/setup';
import { proofText } from '../isc/proof-text';
import { verifyConnectors } from '../isc/verify';
import { type ConnectorSheet, connectorSheets } from '../sheet/sheet';
import { sheetText } from '../sheet/text';
import { readOutputs, type StackOutputs } from '../state/state';
import { failUnlessItEnds } from '../terminal/endings';
import { io } from '../terminal/io';
import type { ProcessGroup } from '../terminal/process-group';
import type { Style } from '../terminal/style';
import { report, UserError } from '../terminal/user-error';
import { Terraform } from '../terraform/terraform';
import { deployLandscape } from './deploy';
import { type LocalSap, startLocalSap } from './local-sap';

interface StartOptions {
  readonly reveal: boolean;
  readonly verbose: boolean;
  readonly seed?: string;
}

const say = (line: string) => io.err.line(line);

/** Everything a run on the local SAP leaves behind, apart from what real deployments leave. */
const local = process.env.BTP_ISC_LOCAL_DIR || join(projectRoot, '.local');
const folders = {
  root: projectRoot,
  outDir: join(local, 'cdktf.out'),
  logFile: join(local, 'deploy.log'),
};

async function start(options: StartOptions): Promise<void> {
  const landscape = loadLandscape(process.env.LANDSCAPE || join(projectRoot, 'landscape.yaml'));
  mkdirSync(join(local, 'state'), { recursive: true, mode: 0o700 });
  const style = io.out.style;
  const { cli, env: tools } = await toolchain();
  const interruption = new Interruption();

  say('• Starting the local SAP');
  const sap = await startLocalSap({
    program: join(projectRoot, 'dist/emulator/main.js'),
    stateDir: join(local, 'emulator'),
    seed: options.seed,
  });
  try {
    const env = { ...tools, ...localEnvironment(sap), TERRAFORM_BINARY_NAME: cli.path };
    const nothing = nothingToDeploy(landscape);
    say(
      nothing ??
        `• Deploying ${landscape.subaccounts.length} subaccount(s) with cdktf and ${cli.product} ${cli.version}`,
    );
    if (!nothing)
      await deployLandscape(landscape, folders, env, {
        say,
        verbose: options.verbose,
        running: (group) => interruption.forwardTo(group),
        interrupted: () => interruption.happened,
      });
    const outputs = await outputsOf(landscape, cli.path, env);
    const sheets = connectorSheets(landscape, outputs, { ...process.env, ...env });
    io.out.line(`\n${sheetText(sheets, style, options.reveal)}`);
    await sendEvents(sheets, style);
  } catch (error) {
    throw interruption.happened
      ? new UserError('Interrupted. What was done is kept; the next npm start goes on from there.', 130)
      : error;
  } finally {
    await sap.stop();
  }
}

const CREDENTIALS = ['BTP_USERNAME', 'BTP_PASSWORD', 'CF_USER', 'CF_PASSWORD'];

function localEnvironment(sap: LocalSap): Record<string, string> {
  return {
    ...environmentFor(sap, join(local, 'cf-home')),
    ...Object.fromEntries(
      CREDENTIALS.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
    ),
    CF_API_URL: sap.cfApiUrl,
    BTP_ISC_STATE_DIR: join(local, 'state'),
  };
}

async function outputsOf(
  landscape: Landscape,
  terraform: string,
  env: NodeJS.ProcessEnv,
): Promise<Map<string, StackOutputs>> {
  const outputs = new Map<string, StackOutputs>();
  for (const { name } of landscape.subaccounts) {
    outputs.set(
      name,
      await readOutputs(name, { outDir: folders.outDir, terraform: new Terraform({ binary: terraform, env }) }),
    );
  }
  return outputs;
}

async function sendEvents(sheets: readonly ConnectorSheet[], style: Style): Promise<void> {
  const proofs = await verifyConnectors(sheets);
  io.out.write(proofText(proofs, style));
  const refused = proofs.filter(({ ok }) => !ok).length;
  if (refused > 0) throw new UserError(`${refused} of ${proofs.length} events were not accepted.`);
}

/** Passes Ctrl-C on to the running deployment: once for an orderly end, twice to kill it. */
class Interruption {
  happened = false;
  private group?: ProcessGroup;

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.interrupt());
  }

  forwardTo(group: ProcessGroup): void {
    this.group = group;
    if (this.happened) group.signal('SIGINT');
  }

  private interrupt(): void {
    say(
      this.happened
        ? '\nKilling terraform.'
        : '\nStopping: terraform finishes what it has begun. Press Ctrl-C again to kill it.',
    );
    this.group?.signal(this.happened ? 'SIGKILL' : 'SIGINT');
    this.happened = true;
  }
}

const program = new Command('npm start --')
  .description(
    'Deploys the landscape to the local SAP, prints the ISC sheet and sends a sample event to every connector.',
  )
  .option('--reveal', 'show client secrets in the sheet', false)
  .option('--seed <file>', 'what the local SAP holds before its first start, instead of what fits landscape.yaml')
  .option('--verbose', 'show everything that the tools print', false)
  .addHelpText('after', '\nExamples:\n  npm start\n  npm start -- --reveal\n  LANDSCAPE=my-landscape.yaml npm start')
  .action((options: StartOptions) =>
    start(options).catch((error) => {
      process.exitCode = report(error);
    }),
  );

failUnlessItEnds(program.parseAsync());
