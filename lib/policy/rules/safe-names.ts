import { checkServiceName, SERVICE_NAME_PATTERN } from '../../core/names';
import type { Problem } from '../../core/problems';
import { type Block, blocksOf, type TerraformConfiguration } from '../configuration';
import { parseTemplate } from '../expressions/parse';
import type { SynthRule, Violation } from '../rule';
import { runtimesOf } from '../runtimes';

/** Arguments by which the Cloud Foundry provider looks things up, joining them with commas into a filter. */
const LOOKED_UP = ['name', 'service_offering_name', 'service_plan_name', 'service_broker_name', 'username', 'origin'];

/** Cloud Foundry's own limit. */
const LONGEST = 255;

export const SAFE_NAMES: SynthRule = {
  id: 'ISC004',
  title: 'SafeNames',
  level: 'error',
  why:
    'The Cloud Foundry provider joins the names it looks up with commas: a name with a comma finds two things or makes ' +
    'it crash. Names that commands cannot take without quotes, or of more than 32 characters, are refused by the cockpit.',
  fix: "Use letters, digits, '.', '_' and '-', at most 32 of them.",

  check(configuration) {
    const imported = importedBy(configuration);
    const runtimes = new Set(runtimesOf(configuration).map(({ block }) => block.address));
    return blocksOf(configuration)
      .filter(({ type }) => type.startsWith('cloudfoundry_'))
      .flatMap((block) => [
        ...commas(block),
        ...(imported.has(block.address) ? [] : serviceNames(block, isOfRuntime(block, runtimes))),
      ]);
  },
};

/** Addresses of what exists already, which may have any name without a comma. */
function importedBy(configuration: TerraformConfiguration): ReadonlySet<unknown> {
  const blocks = configuration.import;
  return new Set(Array.isArray(blocks) ? blocks.map(({ to }: { readonly to?: string }) => to) : []);
}

/** Also in the literal part of a name that Terraform completes. */
function commas(block: Block): Violation[] {
  return LOOKED_UP.flatMap((property) => {
    const value = block.body[property];
    if (typeof value !== 'string' || !literalText(value).includes(',')) return [];
    const fix = `write ${property}: ${value.replace(/\s*,+\s*/g, '-')}`;
    return [{ block, property, wrong: `is '${value}'`, allowed: 'a name without a comma', fix }];
  });
}

const literalText = (value: string) =>
  parseTemplate(value)
    .parts.map((part) => (part.type === 'literal' ? part.value : ''))
    .join('');

/** An instance of `it-rt`, or a key of one or of an instance that another stack made. */
function isOfRuntime({ address, type, body }: Block, runtimes: ReadonlySet<string>): boolean {
  if (type === 'cloudfoundry_service_instance') return runtimes.has(address);
  const instance = /^\$\{(cloudfoundry_service_instance\.[\w-]+)\.id\}$/.exec(String(body.service_instance))?.[1];
  return instance === undefined || runtimes.has(instance);
}

const NAMED = ['cloudfoundry_service_instance', 'cloudfoundry_service_credential_binding'];

function serviceNames(block: Block, strict: boolean): Violation[] {
  const { name } = block.body;
  if (block.kind !== 'resource' || !NAMED.includes(block.type)) return [];
  // What Terraform completes is not known; a comma has been reported.
  if (typeof name !== 'string' || literalText(name) !== name || name.includes(',')) return [];
  if (strict) return checkServiceName('name', name).map((problem) => ({ ...problem, block }));
  return [...wrongLength(name), ...unfriendly(name)].map((problem) => ({ ...problem, block }));
}

function wrongLength(name: string): Problem[] {
  if (name.length >= 1 && name.length <= LONGEST) return [];
  const wrong = name ? `has ${name.length} characters` : 'is empty';
  return [{ property: 'name', wrong, allowed: `1 to ${LONGEST} characters`, fix: 'choose another name' }];
}

function unfriendly(name: string): (Problem & { level: 'warning' })[] {
  if (name.length > LONGEST || name === '' || SERVICE_NAME_PATTERN.test(name.slice(0, 32))) return [];
  return checkServiceName('name', name).map((problem) => ({ ...problem, level: 'warning' }));
}
