import { AUTHENTICATIONS, checkConnectorName, checkEndpointPath } from '../../core/isc';
import { closest, type Problem } from '../../core/problems';
import { checkOneOf } from '../../core/rules';
import type { Path } from '../document';
import { keyOf, runtimeOf, withKeyDefaults, withRuntimeDefaults } from '../resolve';
import type { ConnectorEntry, KeyEntry, RuntimeEntry } from '../schema';
import type { SubaccountUnderCheck } from './subaccount';

export function checkConnector(subject: SubaccountUnderCheck, entry: ConnectorEntry, at: Path): void {
  const { report, defaults } = subject;
  report.add(at, [...checkConnectorName('name', entry.name), ...checkEndpointPath('endpoint', entry.endpoint)]);
  const authentication = entry.authentication ?? defaults.connector?.authentication;
  report.addInherited(
    at,
    entry,
    ['defaults', 'connector'],
    checkOneOf('authentication', authentication, AUTHENTICATIONS),
  );
  report.add(at, checkReferences(subject, entry));
}

function checkReferences({ entry: subaccount, defaults }: SubaccountUnderCheck, entry: ConnectorEntry): Problem[] {
  const runtime = runtimeOf(entry, subaccount, defaults);
  if (!runtime) {
    const names = subaccount.runtimes.map(({ name }) => name);
    return [missingReference('runtime', entry.runtime, names, 'runtime of this subaccount')];
  }
  const key = keyOf(entry, runtime);
  if (withRuntimeDefaults(runtime, defaults).plan === 'api') return [apiRuntime(runtime)];
  if (key) return checkKind(key, withKeyDefaults(key, defaults).type);
  const names = (runtime.keys ?? []).map(({ name }) => name);
  return [missingReference('key', entry.key, names, `key of runtime '${runtime.name}'`)];
}

const apiRuntime = ({ name }: RuntimeEntry): Problem => ({
  property: 'runtime',
  wrong: `is '${name}', a runtime of plan api, whose keys cannot call iFlows`,
  allowed: 'a runtime of plan integration-flow',
  fix: 'name a runtime of plan integration-flow',
});

/** ISC's form has fields for client id and secret only. */
function checkKind({ name }: KeyEntry, type: string): Problem[] {
  if (type === 'clientSecret') return [];
  const wrong = `is '${name}', a key with a certificate, and ISC's form takes client id and client secret only`;
  return [{ property: 'key', wrong, allowed: 'a key of type clientSecret', fix: 'name or add such a key' }];
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
