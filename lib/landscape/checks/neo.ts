import { AUTHENTICATIONS, checkConnectorName, checkEndpointPath, snakeCase } from '../../core/isc';
import { checkStackName } from '../../core/names';
import { checkNeoAccount, checkNeoClientId } from '../../core/neo';
import type { Problems } from '../../core/problems';
import { checkOneOf } from '../../core/rules';
import type { NeoAccountEntry } from '../neo';
import type { LandscapeFile } from '../schema';
import { WHOLE_REFERENCE } from '../variables';
import { type Report, within } from './report';

type NeoConnectorEntry = NonNullable<NeoAccountEntry['connectors']>[number];

/** Everything about `neoAccounts` that could not work. */
export function checkNeoAccounts(report: Report, { neoAccounts = [], defaults }: LandscapeFile): void {
  report.unique(
    neoAccounts.map(({ account }, i) => [account, ['neoAccounts', i, 'account']]),
    'Neo subaccount',
  );
  for (const [index, entry] of neoAccounts.entries()) {
    const { connectors = [] } = entry;
    report.add(
      ['neoAccounts', index],
      [
        ...checkStackName('name', entry.name),
        ...checkNeoAccount(entry),
        ...connectors.flatMap((connector, i) => within(`connectors[${i}]`, checkConnector(connector))),
        ...repeatedNames(connectors),
        ...sharedSecrets(connectors),
      ],
    );
  }
  const authentication = neoAccounts.length > 0 ? defaults?.connector?.authentication : undefined;
  for (const problem of checkOneOf('authentication', authentication, AUTHENTICATIONS)) {
    report.addOnce(['defaults', 'connector'], problem);
  }
}

function checkConnector(entry: NeoConnectorEntry): Problems {
  return [
    ...checkConnectorName('name', entry.name),
    ...checkEndpointPath('endpoint', entry.endpoint),
    ...checkNeoClientId('clientId', entry.clientId),
    ...checkSecretVariable('clientSecret', entry),
    ...checkOneOf('authentication', entry.authentication, AUTHENTICATIONS),
  ];
}

/** Variables by which this project and Terraform's backends log in. */
const LOGINS = /^(BTP_|CF_|NEO_PLATFORM_|AWS_|ARM_|GOOGLE_|PG|TF_(?!VAR_))/i;

/**
 * `verify` sends the secret to an address that the landscape may give, so another login must not be named. That it is a
 * reference at all is checked where variables are replaced.
 */
function checkSecretVariable(property: string, { clientSecret, name }: NeoConnectorEntry): Problems {
  const variable = WHOLE_REFERENCE.exec(clientSecret)?.[1];
  if (variable === undefined || !LOGINS.test(variable)) return [];
  const allowed = 'the environment variable of a secret that is for ISC alone';
  const fix = `write clientSecret: \${env:${snakeCase(name).toUpperCase()}_CLIENT_SECRET} and put the secret into that environment variable`;
  return [{ property, wrong: `is the environment variable ${variable}, which is of another login`, allowed, fix }];
}

function repeatedNames(connectors: readonly NeoConnectorEntry[]): Problems {
  const names = connectors.map(({ name }) => snakeCase(name));
  return connectors.flatMap(({ name }, index) =>
    names.indexOf(names[index] ?? '') === index
      ? []
      : [
          {
            property: `connectors[${index}].name`,
            wrong: `is '${name}' again`,
            allowed: 'each name of a connector once',
            fix: 'change one of the two or remove it',
          },
        ],
  );
}

/** Connectors may share a client; then they share its secret too. */
function sharedSecrets(connectors: readonly NeoConnectorEntry[]): Problems {
  return connectors.flatMap(({ clientId, clientSecret }, index) => {
    const other = connectors
      .slice(0, index)
      .find((earlier) => earlier.clientId !== clientId && earlier.clientSecret === clientSecret);
    if (!other || !WHOLE_REFERENCE.test(clientSecret)) return [];
    return [
      {
        property: `connectors[${index}].clientSecret`,
        wrong: `is the secret of client ${other.clientId} ('${other.name}') as well`,
        allowed: 'a secret of its own for each client',
        fix: 'name another environment variable, or give both connectors the same clientId',
      },
    ];
  });
}
