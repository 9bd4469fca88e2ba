import { Token } from 'cdktf';
import { checkInteger, checkOneOf, checkPattern, checkUniqueList, type Problems } from '../validation/checks';
import { checkObjectName } from '../validation/names';
import { API_ROLES, GRANT_TYPES, PLAN_NAMES, RETIRED_GRANT_TYPE, TOKEN_VALIDITY } from './broker';

/** The settings of a runtime that have rules of their own, as props and as entries of a landscape file. */
export interface RuntimeSettings {
  readonly name?: string;
  /** Of an instance that exists, which may have any name. */
  readonly importId?: string;
  readonly plan?: string;
  readonly roles?: readonly string[];
  readonly grantTypes?: readonly string[];
  readonly redirectUris?: readonly string[];
  readonly tokenValidity?: number;
}

/** Everything that the broker, or Cloud Foundry before it, would refuse. */
export function checkRuntime(runtime: RuntimeSettings): Problems {
  const plan = runtime.plan ?? 'integration-flow';
  return [
    ...checkObjectName('name', runtime.name, { exists: runtime.importId !== undefined }),
    ...checkOneOf('plan', runtime.plan, PLAN_NAMES),
    ...checkRoles(plan, runtime.roles),
    ...checkUniqueList('grantTypes', runtime.grantTypes, checkGrantType),
    ...checkRedirectUris(runtime),
    ...checkInteger('tokenValidity', runtime.tokenValidity, TOKEN_VALIDITY),
  ];
}

function checkRoles(plan: string, roles: readonly string[] | undefined): Problems {
  if (plan === 'api') {
    if (roles && (Token.isUnresolved(roles) || roles.length > 0)) {
      return checkUniqueList('roles', roles, (at, role) => checkOneOf(at, role, API_ROLES));
    }
    const wrong = roles ? 'is empty' : 'is missing';
    const fix = 'name the roles that the client needs, e.g. roles: [MonitoringDataRead]';
    return [{ property: 'roles', wrong, allowed: 'at least one role: plan api has no default', fix }];
  }
  return checkUniqueList('roles', roles, (at, role) =>
    checkPattern(at, role, {
      // Name of a user role in Integration Suite (SAP Help, "Managing User Roles").
      pattern: /^[A-Za-z0-9_.]+$/,
      allowed: "letters, digits, '_' and '.'",
      fix: 'write the role as it stands in Integration Suite > Monitor > Manage Security > User Roles',
    }),
  );
}

function checkGrantType(at: string, grantType: string): Problems {
  if (grantType !== RETIRED_GRANT_TYPE) return checkOneOf(at, grantType, GRANT_TYPES);
  return [
    {
      property: at,
      wrong: `is '${RETIRED_GRANT_TYPE}', which is deprecated: an instance with it can neither be updated nor get new keys`,
      allowed: `one of ${GRANT_TYPES.join(', ')}`,
      fix: "remove it; certificate keys work with 'client_credentials'",
    },
  ];
}

function checkRedirectUris(runtime: RuntimeSettings): Problems {
  const uris = runtime.redirectUris;
  if (!uris || Token.isUnresolved(uris) || uris.length === 0) return [];
  const grantTypes = runtime.grantTypes ?? [];
  if (!Token.isUnresolved(grantTypes) && !grantTypes.includes('authorization_code')) {
    return [
      {
        property: 'redirectUris',
        wrong: "is set, but 'authorization_code' is not among the grant types",
        allowed: "redirect URIs with the grant type 'authorization_code' only",
        fix: 'leave redirectUris out: ISC does not use it',
      },
    ];
  }
  return checkUniqueList('redirectUris', uris);
}
