import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../toolchain/paths';

/**
 * What a released version left behind after deploying a landscape: the Terraform states, and what it made in the local
 * SAP. The secrets in both are replaced by fake ones, the port of the local SAP by a placeholder.
 */
const RELEASES = join(projectRoot, '__tests__/fixtures/releases');

export const releases = (): string[] => (existsSync(RELEASES) ? readdirSync(RELEASES).sort() : []);

/** A row of the local SAP's store; see emulator/store. */
export type Row = readonly [table: string, id: string, row: unknown];

/** What deployments make. Everything else comes from the seed, so that a recorded release does not hold it fast. */
const DEPLOYED = new Set(['entitlements', 'roles', 'serviceBindings', 'serviceInstances', 'spaces', 'users']);

const SECRET = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\$[\w-]{43}=/g;
const PORT = '{{PORT}}';
/** Not `.tfstate`, which git ignores with good reason. */
const STATE = '.state.json';

/** The rows of a state folder as they are now. */
export function readRows(sapDir: string): Row[] {
  const rows = new Map<string, Row>();
  for (const file of ['snapshot.jsonl', 'journal.jsonl'].map((name) => join(sapDir, name)).filter(existsSync)) {
    for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
      for (const [table, id, row] of JSON.parse(line) as [string, string, unknown?][]) {
        rows.delete(`${table} ${id}`);
        if (row !== undefined) rows.set(`${table} ${id}`, [table, id, row]);
      }
    }
  }
  return [...rows.values()];
}

/** Adds rows to the state folder of a local SAP that does not run. */
export function addRows(sapDir: string, rows: readonly Row[]): void {
  writeFileSync(join(sapDir, 'journal.jsonl'), `${JSON.stringify(rows)}\n`, { flag: 'a', mode: 0o600 });
}

export interface Release {
  /** Text of the landscape. */
  readonly landscape: string;
  readonly rows: readonly Row[];
  /** Text of the state by stack. */
  readonly states: ReadonlyMap<string, string>;
}

/** A release as it is recorded: the port that its states name is that of the local SAP to which the rows were added. */
export interface RecordedRelease extends Pick<Release, 'landscape' | 'rows'> {
  readonly stacks: readonly string[];
  state(stack: string, port: number): string;
}

export function readRelease(version: string): RecordedRelease {
  const dir = join(RELEASES, version);
  const read = (name: string) => readFileSync(join(dir, name), 'utf8');
  return {
    landscape: read('landscape.yaml'),
    rows: JSON.parse(read('sap.json')) as Row[],
    stacks: readdirSync(dir)
      .filter((name) => name.endsWith(STATE))
      .map((name) => name.slice(0, -STATE.length))
      .sort(),
    state: (stack, port) => read(`${stack}${STATE}`).replaceAll(PORT, String(port)),
  };
}

/** @param before rows of the local SAP before the deployment */
export function recordRelease(version: string, release: Release, before: readonly Row[], port: number): void {
  const dir = join(RELEASES, version);
  mkdirSync(dir, { recursive: true });
  const harmless = withoutSecrets(port);
  const seeded = new Set(before.map((row) => JSON.stringify(row)));
  const made = release.rows.filter((row) => DEPLOYED.has(row[0]) && !seeded.has(JSON.stringify(row)));
  writeFileSync(join(dir, 'landscape.yaml'), release.landscape);
  writeFileSync(join(dir, 'sap.json'), harmless(`${JSON.stringify(made, null, 2)}\n`));
  for (const [stack, state] of release.states) writeFileSync(join(dir, `${stack}${STATE}`), harmless(state));
}

/** The same secret becomes the same fake one, in the states and in the local SAP. */
function withoutSecrets(port: number): (text: string) => string {
  const fakes = new Map<string, string>();
  const fake = (secret: string) => {
    const made =
      fakes.get(secret) ?? `00000000-0000-4000-8000-00000000000${fakes.size}$fake-secret-of-a-recorded-release=`;
    fakes.set(secret, made);
    return made;
  };
  return (text) => text.replace(SECRET, fake).replaceAll(`127.0.0.1:${port}`, `127.0.0.1:${PORT}`);
}
