import { readFileSync } from 'node:fs';
import type { SynthesizedStack } from '../terraform/synthesize';

/** What no provider can read back, so that neither a plan nor `--drift` can tell of it. Source: the drift guides of both providers. */
export const BLIND_SPOTS = [
  'Not seen: changes of instance parameters made elsewhere (roles, grant types, redirect URIs, token validity): the providers cannot read them back.',
  'Not seen: whether ISC still has the credentials of the key; `btp-isc verify` proves that they work.',
] as const;

/** Says where the secrets of service keys lie, as long as they are not encrypted there. */
export function stateNotes(stacks: readonly SynthesizedStack[], terraform: string, plansAreSealed = false): string[] {
  // Terraform ignores TF_ENCRYPTION.
  const byVariable = terraform.startsWith('OpenTofu') && Boolean(process.env.TF_ENCRYPTION);
  const plain = byVariable ? [] : stacks.filter((stack) => configurationOf(stack).terraform?.encryption === undefined);
  if (plain.length === 0) return [];
  const places = [...new Set(plain.map(stateOf))].join(', ');
  const fix = terraform.startsWith('OpenTofu')
    ? 'set TF_ENCRYPTION to encrypt state and plans (docs/state.md)'
    : 'Terraform cannot encrypt them; OpenTofu can, with TF_ENCRYPTION (docs/state.md)';
  const where = plansAreSealed
    ? `the state (${places}). Keep others out of it`
    : `the state (${places}) and in saved plans. Keep others out of both`;
  return [`The client secrets of all keys are in plain text in ${where}; ${fix}.`];
}

interface Configuration {
  readonly terraform?: {
    readonly encryption?: object;
    readonly backend?: Readonly<Record<string, { readonly path?: string }>>;
    readonly cloud?: object;
  };
}

const configurationOf = (stack: SynthesizedStack) => JSON.parse(readFileSync(stack.file, 'utf8')) as Configuration;

/** The kind of backend; paths are left out, because people publish reviews. */
function stateOf(stack: SynthesizedStack): string {
  const { backend = {}, cloud } = configurationOf(stack).terraform ?? {};
  const kind = cloud ? 'cloud' : (Object.keys(backend)[0] ?? 'local');
  return kind === 'local' ? 'local files' : `backend ${kind}`;
}
