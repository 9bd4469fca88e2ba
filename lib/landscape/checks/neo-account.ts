import { AUTHENTICATIONS, checkConnectorName, checkEndpointPath, snakeCase } from '../../core/isc';
import type { Problems } from '../../core/problems';
import { checkOneOf } from '../../core/rules';
import { checkNeoClientId } from '../../neo/checks';
import { checkNeoAccount } from '../../neo/neo-account';
import type { NeoAccountEntry, NeoConnectorEntry } from '../neo-schema';
import { within } from './report';

/** Everything about one entry of `neoAccounts` that could not be deployed; properties are named from the entry on. */
export function checkNeoAccountEntry(entry: NeoAccountEntry): Problems {
  const connectors = entry.connectors ?? [];
  return [
    ...checkNeoAccount(entry),
    ...connectors.flatMap((connector, index) => within(`connectors[${index}]`, checkConnector(connector))),
    ...repeatedNames(connectors),
    ...contradictions(connectors),
  ];
}

function checkConnector(entry: NeoConnectorEntry): Problems {
  return [
    ...checkConnectorName('name', entry.name),
    ...checkEndpointPath('endpoint', entry.endpoint),
    ...checkNeoClientId('clientId', entry.clientId),
    ...checkSecretReference('clientSecret', entry),
    ...checkOneOf('authentication', entry.authentication, AUTHENTICATIONS),
  ];
}

const REFERENCE = /^\$\{env:TF_VAR_([a-z][a-z0-9_]*)\}$/;

/** The Terraform variable behind `${env:TF_VAR_name}`: Terraform itself reads it, so no program of ours holds the secret. */
export const secretVariable = (reference: string): string => REFERENCE.exec(reference)?.[1] ?? '';

/** The value is never quoted: it may be the secret, written where it must not stand. */
function checkSecretReference(property: string, { clientSecret, name }: NeoConnectorEntry): Problems {
  if (REFERENCE.test(clientSecret)) return [];
  const variable = /^\$\{env:([A-Za-z0-9_]+)\}$/.exec(clientSecret)?.[1];
  const suggested = (variable?.replace(/^TF_VAR_/i, '') || `${snakeCase(name)}_client_secret`).toLowerCase();
  return [
    {
      property,
      wrong: variable
        ? `is the environment variable ${variable}, which Terraform does not read`
        : 'is no reference to an environment variable',
      allowed: 'a reference ${env:TF_VAR_name}, the name in lower-case letters, digits and _; never the secret itself',
      fix: `write clientSecret: \${env:TF_VAR_${suggested.replace(/^[^a-z]+/, '')}} and put the secret into that environment variable`,
    },
  ];
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
            allowed: 'each name of a connector once (as it begins the names of outputs)',
            fix: 'change one of the two or remove it',
          },
        ],
  );
}

/** Connectors may share a client; then they share its secret too. */
function contradictions(connectors: readonly NeoConnectorEntry[]): Problems {
  return connectors.flatMap(({ clientId, clientSecret }, index) => {
    const other = connectors
      .slice(0, index)
      .find((earlier) => earlier.clientId !== clientId && earlier.clientSecret === clientSecret);
    if (!other || !REFERENCE.test(clientSecret)) return [];
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
