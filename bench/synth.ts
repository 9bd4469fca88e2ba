import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { subaccounts as manySubaccounts } from '../__tests__/support/landscapes';
import { projectRoot, toolchainDir } from '../toolchain/paths';
import { readTools } from '../toolchain/tools';
import { type Figure, medians, type Program, type Run, ratio, runToEnd } from './measure';

const TIMES = 5;

/** At most this many times the processor time of `node -e 0` (of Node.js 24; 20 starts slower), and of the stock project. */
const LIMITS = [
  { command: 'validate', subaccounts: 1, nothing: 20, stock: 0.13 },
  { command: 'validate', subaccounts: 100, nothing: 28, stock: 0.19 },
  { command: 'validate', subaccounts: 1000, nothing: 55, stock: 0.45 },
  { command: 'synth', subaccounts: 1, nothing: 22, stock: 0.17 },
  { command: 'synth', subaccounts: 100, nothing: 85, stock: 0.7 },
  { command: 'synth', subaccounts: 1000, nothing: 420, stock: 4 },
] as const;

/** Checking and synthesizing a landscape, against Node.js doing nothing and against cdktf's own template. */
export function synth(): Figure[] {
  const folder = mkdtempSync(join(tmpdir(), 'btp-isc-bench-'));
  try {
    const programs = Object.fromEntries(
      LIMITS.map(({ command, subaccounts }) => [`${command} ${subaccounts}`, ours(folder, command, subaccounts)]),
    );
    const nothing = { args: ['-e', '0'], cwd: projectRoot };
    const runs = medians({ ...programs, nothing, stock: stockProject() }, TIMES);
    return LIMITS.flatMap(({ command, subaccounts, ...limits }) => {
      const what = `${command} of ${subaccounts} subaccount${subaccounts > 1 ? 's' : ''}`;
      const run = runs(`${command} ${subaccounts}`);
      return [
        figure(what, run, '`node -e 0`', runs('nothing'), limits.nothing),
        figure(what, run, 'the stock template with one', runs('stock'), limits.stock),
      ];
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function figure(what: string, a: Run, against: string, b: Run, limit: number): Figure {
  const [ms, elapsedMs] = (['processorMs', 'elapsedMs'] as const).map((part) =>
    [a, b].map((run) => Math.round(run[part])).join(' / '),
  );
  const mib = [a, b].map(({ peakKiB }) => Math.round(peakKiB / 1024)).join(' / ');
  const how = `${ms} ms; until the end ${ratio(a.elapsedMs, b.elapsedMs)} x, ${elapsedMs} ms; ${mib} MiB`;
  return { what, against, value: ratio(a.processorMs, b.processorMs), limit, how };
}

function ours(folder: string, command: 'validate' | 'synth', subaccounts: number): Program {
  const landscape = join(folder, `${subaccounts}.yaml`);
  writeFileSync(landscape, manySubaccounts(subaccounts).landscape);
  const env = { LANDSCAPE: landscape, CDKTF_OUTDIR: join(folder, `out-${subaccounts}`), BTP_ISC_STATE_DIR: folder };
  const args = command === 'synth' ? ['dist/main.js'] : ['dist/package/cli/main.js', 'validate'];
  return { args, cwd: projectRoot, env };
}

const STOCK_FILES = ['package.json', 'cdktf.json', 'tsconfig.json', 'main.ts'];

/**
 * The stock project of cdktf's TypeScript template with the resources of one subaccount, installed and with bindings from
 * `cdktf get`, as its user would have it.
 */
function stockProject(): Program {
  const source = join(projectRoot, 'bench/stock');
  const cwd = join(toolchainDir, 'bench/stock');
  const wanted = STOCK_FILES.map((name) => readFileSync(join(source, name), 'utf8')).join();
  const stamp = join(cwd, '.ready');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    mkdirSync(cwd, { recursive: true });
    for (const name of STOCK_FILES) cpSync(join(source, name), join(cwd, name));
    process.stderr.write('• Installing the stock project and generating its bindings (once)\n');
    const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    runToEnd({ file: 'npm', args: install, cwd });
    runToEnd({ args: [require.resolve('cdktf-cli/bundle/bin/cdktf'), 'get'], cwd, env: readTools().env });
    writeFileSync(stamp, wanted);
  }
  return { file: 'npx', args: ['ts-node', 'main.ts'], cwd };
}
