import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { loadLandscape } from '../../lib/landscape/load';
import { nothingToDeploy } from '../../lib/landscape/neo';
import { projectRoot } from '../../toolchain/paths';
import { toolchain } from '../../toolchain/setup';
import { runApply } from '../apply/command';
import { runDoctor } from '../doctor/command';
import { HttpClient } from '../http/exchange';
import { EXIT, UserError } from '../io/exit';
import type { Io } from '../io/io';
import { withoutControlCodes } from '../io/text';
import { runReview } from '../review/command';
import { connectorSheets } from '../sheet/deployed';
import { sheetText } from '../sheet/text';
import { readOutputs, type StackOutputs } from '../state/state';
import { RunningPrograms } from '../terraform/process-group';
import { Terraform } from '../terraform/terraform';
import { proofText } from '../verify/proof-text';
import { verifyConnectors } from '../verify/verify';
import { startEmulatorProcess } from './emulator-process';

export interface StartOptions {
  readonly reveal: boolean;
  readonly verbose: boolean;
  readonly seed?: string;
}

/** What a deployment to the local SAP reads and leaves, apart from what real ones leave. */
interface StartFolders {
  readonly landscape: string;
  readonly outDir: string;
  readonly plans: string;
}

/** `npm start`: deploys a landscape to the local SAP, prints the ISC sheet and sends a sample event to every connector. */
export async function start(options: StartOptions, processIo: Io): Promise<number> {
  const given = processIo.env;
  const local = given.BTP_ISC_LOCAL_DIR || join(projectRoot, '.local');
  const folders: StartFolders = {
    landscape: resolve(given.LANDSCAPE || join(projectRoot, 'landscape.yaml')),
    outDir: join(local, 'cdktf.out'),
    plans: join(local, 'plans'),
  };
  const landscape = loadLandscape(folders.landscape);
  mkdirSync(join(local, 'state'), { recursive: true, mode: 0o700 });
  const { cli, env: tools } = await toolchain();

  processIo.err.line('• Starting the local SAP');
  const sap = await startEmulatorProcess({
    program: join(projectRoot, 'dist/emulator/main.js'),
    stateDir: join(local, 'emulator'),
    seed: options.seed,
    env: given,
    cfHome: join(local, 'cf-home'),
  });
  const { BTP_USERNAME, BTP_PASSWORD, CF_USER, CF_PASSWORD } = { ...sap.env, ...given };
  const env = {
    ...given,
    ...tools,
    ...sap.env,
    // Where the local SAP is told of users, they are those of the caller.
    ...{ BTP_USERNAME, BTP_PASSWORD, CF_USER, CF_PASSWORD },
    BTP_ISC_STATE_DIR: join(local, 'state'),
    LANDSCAPE: folders.landscape,
    TERRAFORM_BINARY_NAME: cli.path,
  };
  const io = { ...processIo, env };
  try {
    const { subaccounts } = landscape;
    io.err.line(
      nothingToDeploy(landscape) ??
        `• Deploying ${subaccounts.length} subaccount(s) with cdktf and ${cli.product} ${cli.version}`,
    );
    if (subaccounts.length > 0) await deploy(folders, options, io);
    const outputs = new Map<string, StackOutputs>();
    const terraform = new Terraform({ env });
    for (const { name } of subaccounts)
      outputs.set(name, await readOutputs(name, { outDir: folders.outDir, terraform }));
    const sheets = connectorSheets(landscape, outputs, env);
    io.out.line(`\n${sheetText(sheets, io.out.style, options.reveal)}`);
    const proofs = await verifyConnectors(sheets, { http: new HttpClient(env) });
    io.out.write(proofText(proofs, io.out.style));
    return proofs.every(({ ok }) => ok) ? EXIT.ok : EXIT.failed;
  } finally {
    await sap.stop();
  }
}

/** Runs `cdktf deploy` on every stack; what it prints is passed on and not read. */
async function deploy(folders: StartFolders, { verbose }: StartOptions, io: Io): Promise<void> {
  const programs = new RunningPrograms((line) => io.err.line(line));
  try {
    const cdktf = require.resolve('cdktf-cli/bundle/bin/cdktf');
    const args = [cdktf, 'deploy', '*', '--auto-approve', '--skip-provider-lock', '--output', folders.outDir];
    // No user is there to answer a question of terraform's.
    const env = { ...io.env, TF_INPUT: '0', ...(verbose ? { CDKTF_LOG_LEVEL: 'info' } : {}) };
    const group = programs.start(process.execPath, args, { cwd: projectRoot, env });
    for (const stream of [group.stdout, group.stderr])
      createInterface({ input: stream }).on('line', (line) => io.err.line(withoutControlCodes(line)));
    const { code, unusual } = await group.ended();
    if (unusual) io.err.line(unusual);
    if (programs.interrupted) throw new UserError(INTERRUPTED, EXIT.interrupted);
    if (code === 0) return;
    io.err.line(`\n• cdktf deploy failed (exit code ${code}): btp-isc says why`);
  } finally {
    programs.close();
  }
  if (await goOn(folders, io)) return;
  throw new UserError(
    `\nWhat was done is kept; the next run goes on from there. To begin again, delete ${resolve(folders.outDir, '..')}.`,
  );
}

const INTERRUPTED = 'Interrupted. What was done is kept; the next npm start goes on from there.';

/**
 * Says why a deployment failed, in whole sentences: what cannot be planned, what was left behind, and what SAP refuses, which
 * only going on shows. The cdktf command may end before its last lines are printed.
 *
 * @returns whether everything is deployed now
 */
async function goOn({ landscape, outDir: output, plans }: StartFolders, io: Io): Promise<boolean> {
  const shared = { landscape, output, plans, parallelism: 4, lockTimeout: '0s', synth: false, json: false } as const;
  const planned = { ...shared, acknowledge: [], sealed: false, drift: false, graph: false };
  if ((await runReview(planned, io)) === EXIT.failed) return false;
  if ((await runDoctor(shared, io)) !== EXIT.ok) return false;
  return (await runApply(planned, io)) === EXIT.ok;
}
