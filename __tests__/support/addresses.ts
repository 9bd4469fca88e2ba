import type { TerraformJson } from './synth';

/** What a stack contains under which address. */
export interface StackAddresses {
  /** Example and stack. */
  readonly name: string;
  /** Of resources and outputs. */
  readonly addresses: readonly string[];
  /** Addresses that its `moved` blocks name as former. */
  readonly moved: readonly string[];
}

export function stackAddresses(name: string, json: TerraformJson & { readonly moved?: unknown }): StackAddresses {
  const resources = Object.entries(json.resource ?? {}).flatMap(([type, named]) =>
    Object.keys(named).map((id) => `${type}.${id}`),
  );
  const moved = [json.moved ?? []].flat() as { from: string }[];
  const outputs = Object.keys(json.output ?? {}).map((output) => `output.${output}`);
  return { name, addresses: [...resources, ...outputs], moved: moved.map(({ from }) => from) };
}

const UPDATE = 'UPDATE_GOLDEN=1 npx jest --selectProjects contract --testPathPatterns addresses';

/**
 * Where addresses differ from the recorded ones, each with what to do.
 *
 * @param golden lines `example stack address`
 */
export function addressProblems(golden: readonly string[], now: readonly StackAddresses[]): string[] {
  const present = new Set(now.flatMap(({ name, addresses }) => addresses.map((address) => `${name} ${address}`)));
  const moved = new Set(now.flatMap(({ name, moved: former }) => former.map((address) => `${name} ${address}`)));
  const recorded = new Set(golden);
  return [
    ...golden.filter((line) => !present.has(line) && !moved.has(line)).map(gone),
    ...[...present].filter((line) => !recorded.has(line)).map((line) => `${line}: is new. Record it with ${UPDATE}`),
  ];
}

function gone(line: string): string {
  return line.includes(' output.')
    ? `${line}: is gone. Who reads this output loses it: keep it beside the new one. If that is meant: ${UPDATE}`
    : `${line}: is gone without a moved block. Terraform would destroy it and create another, a service key with ` +
        'another secret: keep the construct ids, or name the former address with moveFromId() on the resource. ' +
        `If that is meant: ${UPDATE}`;
}
