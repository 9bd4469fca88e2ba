import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isOlderRelease, OLDEST_RELEASE } from '../../lib/core/terraform-releases';
import { inShell } from '../io/text';
import { objectsInState } from '../state/state';
import { localStateFile, type SynthesizedStack } from '../terraform/stacks';

/** One thing that a deployment needs. */
export interface Check {
  readonly what: string;
  readonly ok: boolean;
  /** What was found. */
  readonly found: string;
  /** What to do, where it is not as it should be. */
  readonly fix?: string;
}

/** @param version product and version, e.g. `Terraform 1.11.4` */
export function checkTerraform(version: string): Check {
  const [product = '', number = ''] = version.split(' ');
  const oldest = OLDEST_RELEASE[product as keyof typeof OLDEST_RELEASE];
  const ok = oldest === undefined || !isOlderRelease(number, oldest);
  return { what: 'terraform', ok, found: version, fix: ok ? undefined : `Install ${product} ${oldest} or newer.` };
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

export function checkCredentials(env: NodeJS.ProcessEnv): Check[] {
  return CREDENTIALS.map(({ what, sets }) => {
    const complete = sets.find((names) => names.every((name) => env[name]));
    if (complete) return { what, ok: true, found: complete.join(' and ') };
    return { what, ok: false, found: 'none', fix: `Set ${sets[0].join(' and ')}.` };
  });
}

/** State holds service keys; terraform writes it readable for all, so the folder must keep others out. */
export function checkStateFolders(stacks: readonly SynthesizedStack[]): Check[] {
  return localStateFolders(stacks).map(checkFolder);
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

/** The folders of local states that exist, each once. */
function localStateFolders(stacks: readonly SynthesizedStack[]): string[] {
  const files = stacks.flatMap((stack) => localStateFile(stack) ?? []);
  return [...new Set(files.map((file) => dirname(file)))].filter((folder) => existsSync(folder));
}

/** How the states of a landscape are called in their folder. */
const STATE_FILE = /^terraform\.(.+)\.tfstate$/;

/**
 * Local states of stacks that are not in the landscape and still hold something. A subaccount that was only deleted from
 * the file is such a one: its keys work, and no command would ever destroy them. It may as well be another landscape's,
 * so this is told and makes nothing fail.
 *
 * @param stacks all of the landscape
 */
export function checkOtherStates(stacks: readonly SynthesizedStack[]): Check[] {
  const known = new Set(stacks.map(({ name }) => name));
  return localStateFolders(stacks).flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true }).flatMap((file) => {
      const name = file.isFile() ? STATE_FILE.exec(file.name)?.[1] : undefined;
      if (name === undefined || known.has(name) || !holdsSomething(join(folder, file.name))) return [];
      return [otherState(name, folder)];
    }),
  );
}

const otherState = (name: string, folder: string): Check => ({
  what: `state of ${name} in ${folder}`,
  ok: true,
  found: 'deployed, and not in this landscape',
  fix: `If it was only deleted from the file, its keys still work: put it back, destroy it and then delete it (docs/how-to/remove-a-subaccount.md): npx cdktf destroy ${inShell(name)}`,
});

/** Nothing is found in what OpenTofu has encrypted, or Terraform has not written. */
const holdsSomething = (file: string): boolean =>
  objectsInState(readFileSync(file, 'utf8')).some(({ mode }) => mode === 'managed');
