import { AUTHENTICATIONS } from '../isc/authentication';
import { checkConnectorName, checkEndpointPath } from '../isc/checks';
import { snakeCase } from '../isc/outputs';
import { checkRuntime } from '../runtime/checks';
import { checkDuration, checkOneOf, checkPattern, type Problems } from '../validation/checks';
import { closest } from '../validation/did-you-mean';
import { checkServiceName, checkSpaceName, checkUuid } from '../validation/names';
import type { Problem } from '../validation/problem';
import type { Path, YamlDocument } from './document';
import { type LandscapeProblem, pathText } from './landscape-error';
import { checkNeoAccountEntry } from './neo-checks';
import { keyOf, runtimeOf, withRuntimeDefaults } from './resolve';
import type { ConnectorEntry, LandscapeFile, RuntimeEntry, SubaccountEntry } from './schema';

/** Everything about a well-formed landscape that could not be deployed: values, collisions, references. */
export function checkLandscape(file: LandscapeFile, document: YamlDocument): LandscapeProblem[] {
  return new LandscapeCheck(file, document).run();
}

/** The path to a value with dots and brackets, as the value checks name it, e.g. `roles[1]`. */
const steps = (property: string): Path =>
  [...property.matchAll(/[^.[\]]+/g)].map(([step]) => (/^\d+$/.test(step) ? Number(step) : step));

class LandscapeCheck {
  private readonly problems: LandscapeProblem[] = [];

  constructor(
    private readonly file: LandscapeFile,
    private readonly document: YamlDocument,
  ) {}

  run(): LandscapeProblem[] {
    const { defaults, subaccounts } = this.file;
    this.add(['defaults'], checkDuration('marketplaceWait', defaults?.marketplaceWait));
    const neoAccounts = this.file.neoAccounts ?? [];
    this.unique(
      [
        ...subaccounts.map((entry, i) => [entry.name, ['subaccounts', i, 'name']] as const),
        ...neoAccounts.map((entry, i) => [entry.name, ['neoAccounts', i, 'name']] as const),
      ],
      'name of a subaccount',
    );
    this.unique(
      neoAccounts.map((entry, i) => [entry.account, ['neoAccounts', i, 'account']]),
      'Neo subaccount',
    );
    this.unique(
      subaccounts.map((entry, i) => [entry.id.toLowerCase(), ['subaccounts', i, 'id']]),
      'subaccount',
    );
    for (const [index, entry] of subaccounts.entries()) this.subaccount(entry, ['subaccounts', index]);
    for (const [index, entry] of neoAccounts.entries()) {
      this.add(['neoAccounts', index], [...checkStackName('name', entry.name), ...checkNeoAccountEntry(entry)]);
    }
    if (neoAccounts.length > 0) this.inheritedAuthentication();
    return this.problems;
  }

  private subaccount(entry: SubaccountEntry, at: Path): void {
    this.add(at, [
      ...checkStackName('name', entry.name),
      ...checkUuid('id', entry.id, 'copy the ID from the overview of the subaccount in the BTP cockpit'),
      ...checkDuration('marketplaceWait', entry.marketplaceWait),
      ...checkSpaceName('space.name', entry.space?.name),
    ]);
    this.unique(
      entry.runtimes.map((runtime, i) => [runtime.name, [...at, 'runtimes', i, 'name']]),
      'name of a runtime',
    );
    for (const [index, runtime] of entry.runtimes.entries()) this.runtime(runtime, [...at, 'runtimes', index]);
    const connectors = entry.connectors ?? [];
    this.unique(
      connectors.map((connector, i) => [snakeCase(connector.name), [...at, 'connectors', i, 'name']]),
      'name of a connector (as it begins the names of outputs)',
    );
    for (const [index, connector] of connectors.entries())
      this.connector(connector, entry, [...at, 'connectors', index]);
  }

  private runtime(entry: RuntimeEntry, at: Path): void {
    const effective = withRuntimeDefaults(entry, this.file.defaults ?? {});
    const problems = [...checkRuntime(effective), ...checkDuration('timeout', effective.timeout)];
    for (const problem of problems) {
      const setting = steps(problem.property)[0] as keyof RuntimeEntry;
      const inherited = entry[setting] === undefined && effective[setting] !== undefined;
      this.addOnce(inherited ? ['defaults', 'runtime'] : at, problem);
    }
    const keys = entry.keys ?? [];
    this.unique(
      keys.map((key, i) => [key.name, [...at, 'keys', i, 'name']]),
      'name of a key in its runtime',
    );
    for (const [index, key] of keys.entries()) this.add([...at, 'keys', index], checkServiceName('name', key.name));
  }

  private connector(entry: ConnectorEntry, subaccount: SubaccountEntry, at: Path): void {
    this.add(at, [
      ...checkConnectorName('name', entry.name),
      ...checkEndpointPath('endpoint', entry.endpoint),
      ...checkOneOf('authentication', entry.authentication, AUTHENTICATIONS),
    ]);
    this.inheritedAuthentication();
    this.references(entry, subaccount, at);
  }

  private inheritedAuthentication(): void {
    const inherited = this.file.defaults?.connector?.authentication;
    for (const problem of checkOneOf('authentication', inherited, AUTHENTICATIONS)) {
      this.addOnce(['defaults', 'connector'], problem);
    }
  }

  private references(entry: ConnectorEntry, subaccount: SubaccountEntry, at: Path): void {
    const defaults = this.file.defaults ?? {};
    const runtime = runtimeOf(entry, subaccount, defaults);
    if (!runtime) {
      this.add(at, [
        missingReference(
          'runtime',
          entry.runtime,
          subaccount.runtimes.map(({ name }) => name),
          'runtime of this subaccount',
        ),
      ]);
      return;
    }
    if (withRuntimeDefaults(runtime, defaults).plan === 'api') {
      const fix = 'name a runtime of plan integration-flow';
      const wrong = `is '${runtime.name}', a runtime of plan api, whose keys cannot call iFlows`;
      this.add(at, [{ property: 'runtime', wrong, allowed: 'a runtime of plan integration-flow', fix }]);
    }
    if (keyOf(entry, runtime) === undefined) {
      const names = (runtime.keys ?? []).map(({ name }) => name);
      this.add(at, [missingReference('key', entry.key, names, `key of runtime '${runtime.name}'`)]);
    }
  }

  /** Two entries that would become the same thing: named at the second, with the line of the first. */
  private unique(entries: readonly (readonly [string, Path])[], what: string): void {
    const first = new Map<string, Path>();
    for (const [value, path] of entries) {
      const earlier = first.get(value);
      if (!earlier) {
        first.set(value, path);
        continue;
      }
      const wrong = `is '${value}' again, as in line ${this.document.positionOf(earlier).line}`;
      this.add(
        [],
        [{ property: pathText(path), wrong, allowed: `each ${what} once`, fix: 'change one of the two or remove it' }],
      );
    }
  }

  private addOnce(at: Path, problem: Problem): void {
    const property = pathText([...at, ...steps(problem.property)]);
    if (!this.problems.some((known) => known.property === property)) this.add(at, [problem]);
  }

  private add(at: Path, problems: Problems): void {
    for (const problem of problems) {
      const path = [...at, ...steps(problem.property)];
      this.problems.push({ ...problem, property: pathText(path), position: this.document.positionOf(path) });
    }
  }
}

function missingReference(
  property: string,
  value: string | undefined,
  names: readonly string[],
  what: string,
): Problem {
  const allowed = names.length > 0 ? `a ${what}: ${names.join(', ')}` : `a ${what}, but there is none`;
  if (value === undefined) {
    const fix = names.length > 0 ? `write ${property}: ${names[0]}` : `add one`;
    return { property, wrong: `is missing, and there are ${names.length} to choose from`, allowed, fix };
  }
  const meant = closest(value, names);
  return {
    property,
    wrong: `is '${value}', which does not exist`,
    allowed,
    fix: meant ? `did you mean '${meant}'?` : 'name one that exists or add it',
  };
}

/** Names a stack, its state file and its output folder; cdktf refuses white space and wildcards. */
function checkStackName(property: string, value: string): Problems {
  return checkPattern(property, value, {
    pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
    allowed: "1 to 63 characters: letters, digits, '.', '_' and '-', beginning with a letter or digit",
    fix: `write ${property}: ${
      value
        .replace(/[^A-Za-z0-9._-]+/g, '-')
        .replace(/^[^A-Za-z0-9]+/, '')
        .slice(0, 63) || 'hr-dev'
    }`,
  });
}
