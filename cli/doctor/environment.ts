import { existsSync, statSync } from 'node:fs';
import { inShell } from '../terminal/in-shell';
import type { SynthesizedStack } from '../terraform/synthesize';
import { localStateFolders } from './state-folders';

/** One thing that a deployment needs. */
export interface Check {
  readonly what: string;
  readonly ok: boolean;
  /** What was found. */
  readonly found: string;
  /** What to do, where it is not as it should be. */
  readonly fix?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The oldest that the product is made for (docs/cli.md). */
const OLDEST = { Terraform: [1, 5, 7], OpenTofu: [1, 6, 0] } as const;

/** @param version product and version, e.g. `Terraform 1.11.4` */
export function checkTerraform(version: string): Check {
  const [product = '', number = ''] = version.split(' ');
  const oldest = OLDEST[product as keyof typeof OLDEST];
  const ok = oldest === undefined || !isOlder(number, oldest);
  return {
    what: 'terraform',
    ok,
    found: version,
    fix: ok ? undefined : `Install ${product} ${oldest.join('.')} or newer.`,
  };
}

function isOlder(version: string, than: readonly number[]): boolean {
  const parts = version.split('.').map((part) => Number.parseInt(part, 10));
  const differing = than.findIndex((number, index) => (parts[index] ?? 0) !== number);
  return differing >= 0 && (parts[differing] ?? 0) < (than[differing] ?? 0);
}

/** Sets of variables of which one must be complete; as the providers read them. Values are never shown. */
const CREDENTIALS = [
  {
    what: 'credentials for SAP BTP',
    sets: [
      ['BTP_USERNAME', 'BTP_PASSWORD'],
      ['BTP_ASSERTION'],
      ['BTP_TLS_CLIENT_CERTIFICATE', 'BTP_TLS_CLIENT_KEY'],
      ['BTP_ENABLE_SSO'],
    ],
  },
  {
    what: 'credentials for Cloud Foundry',
    sets: [
      ['CF_USER', 'CF_PASSWORD'],
      ['CF_CLIENT_ID', 'CF_CLIENT_SECRET'],
      ['CF_ACCESS_TOKEN'],
      ['CF_ASSERTION_TOKEN'],
    ],
  },
] as const;

export function checkCredentials(env: Environment = process.env): Check[] {
  return CREDENTIALS.map(({ what, sets }) => {
    const complete = sets.find((names) => names.every((name) => env[name]));
    if (complete) return { what, ok: true, found: complete.join(' and ') };
    return { what, ok: false, found: 'none', fix: `Set ${sets[0].join(' and ')}.` };
  });
}

/** State holds service keys; terraform writes it readable for everybody, so the folder must keep others out. */
export function checkStateFolders(stacks: readonly SynthesizedStack[]): Check[] {
  return localStateFolders(stacks)
    .filter((folder) => existsSync(folder))
    .map(checkFolder);
}

function checkFolder(folder: string): Check {
  const mode = statSync(folder).mode & 0o777;
  const ok = (mode & 0o077) === 0;
  return {
    what: `state in ${folder}`,
    ok,
    found: `permissions ${mode.toString(8).padStart(4, '0')}`,
    fix: ok ? undefined : `It holds secrets and others can read it: chmod 700 ${inShell(folder)}`,
  };
}
