import { PLAN_NAMES, SERVICE_NAME } from './it-rt';
import { checkUuid } from './names';
import type { Known, Problems, Value } from './problems';
import { checkDuration, checkInteger, checkOneOf, checkPattern, checkUniqueList } from './rules';

/**
 * The rules of SAP BTP for accounts and entitlements, as its provider checks them (SAP/btp 1.0.0 and 1.25.0; where they
 * differ, the stricter one).
 */

export const USAGES = ['UNSET', 'NOT_USED_FOR_PRODUCTION', 'USED_FOR_PRODUCTION'] as const;

const MAX_LABELS = 10;

/** The settings of a subaccount that have rules of their own. */
interface SubaccountOptions {
  readonly displayName?: string;
  readonly subdomain?: string;
  readonly region?: string;
  readonly description?: string;
  readonly parentDirectoryId?: string;
  readonly usage?: string;
  readonly labels?: Readonly<Record<string, readonly string[]>>;
  readonly importId?: string;
}

export function checkSubaccount(subaccount: Known<SubaccountOptions>): Problems {
  return [
    ...checkPattern('displayName', subaccount.displayName, {
      pattern: /^[^/]{1,255}$/,
      allowed: "1 to 255 characters without '/'",
      fix: 'write the name that the cockpit shall show',
    }),
    ...checkSubdomain(subaccount.subdomain),
    ...checkRegion(subaccount.region),
    ...checkPattern('description', subaccount.description, {
      pattern: /^.{0,300}$/s,
      allowed: 'at most 300 characters',
      fix: 'shorten it',
    }),
    ...checkUuid('parentDirectoryId', subaccount.parentDirectoryId, 'copy the ID of the directory from the cockpit'),
    ...checkOneOf('usage', subaccount.usage, USAGES),
    ...checkLabels(subaccount.labels),
    ...checkUuid('importId', subaccount.importId, 'copy the ID from the overview of the subaccount in the BTP cockpit'),
  ];
}

export function checkSubdomain(subdomain: Value<string>): Problems {
  return checkPattern('subdomain', subdomain, {
    pattern: /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
    allowed: "1 to 63 characters: a-z, 0-9 and '-', which is neither the first nor the last",
    fix: `write subdomain: ${suggestSubdomain(subdomain) || 'acme-hr-dev'}`,
  });
}

const suggestSubdomain = (value: Value<string>) =>
  (value ?? '')
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '');

/** No closed list: SAP opens new regions. The usual mistake is the name of a Cloud Foundry landscape. */
export function checkRegion(region: Value<string>): Problems {
  const meant = /^cf-([a-z]+\d+)/i.exec(region ?? '')?.[1]?.toLowerCase() ?? region?.trim().toLowerCase();
  return checkPattern('region', region, {
    pattern: /^(?!cf-)[a-z0-9]+(-[a-z0-9]+)*$/,
    allowed: "a region of SAP BTP such as eu10, in small letters and without 'cf-'",
    fix: `write region: ${meant || 'eu10'}`,
  });
}

function checkLabels(labels: Known<SubaccountOptions>['labels']): Problems {
  if (!labels) return [];
  const names = Object.keys(labels);
  const tooMany = {
    property: 'labels',
    wrong: `has ${names.length} labels`,
    allowed: `at most ${MAX_LABELS}`,
    fix: 'leave some out',
  };
  return [
    ...(names.length > MAX_LABELS ? [tooMany] : []),
    ...Object.entries(labels).flatMap(([name, values]) =>
      checkUniqueList(`labels.${name}`, values, (at, value) =>
        checkPattern(at, value, { pattern: /^.{0,63}$/, allowed: 'at most 63 characters', fix: 'shorten it' }),
      ),
    ),
  ];
}

/** What names a service plan and how much of it is wanted. */
interface EntitlementOptions {
  readonly serviceName?: string;
  readonly planName?: string;
  readonly amount?: number;
}

export function checkEntitlement({ serviceName, planName, amount }: Known<EntitlementOptions>): Problems {
  return [
    ...checkTechnicalName('serviceName', serviceName),
    ...(serviceName === SERVICE_NAME
      ? checkOneOf('planName', planName, PLAN_NAMES)
      : checkTechnicalName('planName', planName)),
    ...checkAmount(serviceName, amount),
  ];
}

/** Technical names of services, plans and applications are open lists; what the cockpit displays is not one of them. */
export function checkTechnicalName(property: string, value: Value<string>): Problems {
  return checkPattern(property, value, {
    pattern: /^[^\s,]+$/,
    allowed: 'a technical name, which has neither blanks nor commas',
    fix: "look it up with 'btp list accounts/entitlement'; what the cockpit displays is another name",
  });
}

function checkAmount(serviceName: Value<string>, amount: Value<number>): Problems {
  if (amount === undefined) return [];
  if (serviceName === SERVICE_NAME) {
    return [
      {
        property: 'amount',
        wrong: `is set, but the plans of '${SERVICE_NAME}' are on or off`,
        allowed:
          "no amount: the provider SAP/btp from 1.18 on fails with 'inconsistent result after apply' when such a plan has one",
        fix: 'leave amount out',
      },
    ];
  }
  return checkInteger('amount', amount, { min: 1, max: 2_000_000_000, unit: 'units' });
}

/** `autoDistributeAmount` says how much of an amount each subaccount gets, so it needs both. */
export function checkDistribution(props: {
  readonly amount?: Value<number>;
  readonly distribute?: Value<boolean>;
  readonly autoAssign?: Value<boolean>;
  readonly autoDistributeAmount?: Value<number>;
}): Problems {
  const { amount, autoDistributeAmount } = props;
  if (autoDistributeAmount === undefined) return [];
  const problem = (wrong: string, allowed: string, fix: string) => [
    { property: 'autoDistributeAmount', wrong, allowed, fix },
  ];
  if (amount === undefined)
    return problem(
      'is set without an amount',
      'a part of the amount',
      'write amount, or leave autoDistributeAmount out',
    );
  if ([props.distribute, props.autoAssign].every((given) => given === undefined || given === false))
    return problem(
      'is set, but nothing is distributed',
      'together with distribute (subaccounts of today) or autoAssign (subaccounts to come)',
      'write distribute: true or autoAssign: true, or leave autoDistributeAmount out',
    );
  return checkInteger('autoDistributeAmount', autoDistributeAmount, { min: 1, max: 2_000_000_000, unit: 'units' });
}

/**
 * An import id of several parts, as the provider splits it: at commas.
 *
 * @param parts what stands at each place: what it must be, or, as `<name>`, what it means; null where it is not known
 */
export function checkImportId(property: string, value: Value<string>, parts: readonly Value<string>[]): Problems {
  const patterns = parts.map((part) => (isFixed(part) ? part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : '[^,\\s]+'));
  const shown = parts.map((part) => part ?? '<...>').join(',');
  return checkPattern(property, value, {
    pattern: new RegExp(`^${patterns.join(',')}$`, 'i'),
    allowed: `${shown}, without blanks`,
    fix: `write ${property}: ${shown}`,
  });
}

const isFixed = (part: Value<string>): part is string => typeof part === 'string' && !part.startsWith('<');

/** What SAP BTP would refuse of a Cloud Foundry environment. */
export function checkEnvironment(props: {
  readonly instanceName?: Value<string>;
  readonly orgName?: Value<string>;
  readonly planName?: Value<string>;
  readonly landscapeLabel?: Value<string>;
  readonly timeout?: Value<string>;
  readonly importId?: Value<string>;
}): Problems {
  const name = { pattern: /^[^/]{1,255}$/, allowed: "1 to 255 characters without '/'", fix: 'give it a name' };
  return [
    ...checkPattern('instanceName', props.instanceName, name),
    ...checkPattern('orgName', props.orgName, name),
    ...checkTechnicalName('planName', props.planName),
    ...checkPattern('landscapeLabel', props.landscapeLabel, {
      pattern: /^cf-[a-z0-9-]+$/,
      allowed: 'a Cloud Foundry landscape such as cf-eu10-004',
      fix: "look it up with 'btp list accounts/available-environment'",
    }),
    ...checkDuration('timeout', props.timeout),
    ...checkImportId('importId', props.importId, ['<subaccount id>', '<environment instance id>']),
  ];
}

/** Everything that SAP BTP, or the addresses of the resources, would refuse of a role collection's users and groups. */
export function checkAssignment(props: {
  readonly roleCollection: Value<string>;
  readonly users?: Value<readonly Value<string>[]>;
  readonly groups?: Value<readonly Value<string>[]>;
  readonly origin?: Value<string>;
}): Problems {
  const { users = [], groups = [], origin } = props;
  const noUser = {
    property: 'users',
    wrong: 'is empty, and so is groups',
    allowed: 'at least one user or group',
    fix: 'write users or groups, or leave the assignment out',
  };
  const noOrigin = {
    property: 'origin',
    wrong: 'is missing',
    allowed: 'the identity provider that the groups come from',
    fix: 'write the origin key from Subaccount > Security > Trust Configuration, e.g. sap.custom',
  };
  return [
    ...checkPattern('roleCollection', props.roleCollection, {
      pattern: /^.{1,64}$/,
      allowed: '1 to 64 characters',
      fix: 'write the name that stands in the cockpit under Subaccount > Security > Role Collections',
    }),
    ...(users?.length === 0 && groups?.length === 0 ? [noUser] : []),
    ...checkNames('users', users, 256),
    ...checkNames('groups', groups, 255),
    ...(groups && groups.length > 0 && (origin === undefined || origin === '') ? [noOrigin] : []),
  ];
}

function checkNames(property: string, names: Value<readonly Value<string>[]>, longest: number): Problems {
  const unknownName = (at: string) => ({
    property: at,
    wrong: 'is a value of Terraform, which is not known yet',
    allowed: 'names that are written out: each becomes part of an address',
    fix: 'write the names themselves',
  });
  if (names === null) return [unknownName(property)];
  const unknown = (names ?? []).flatMap((name, index) => (name === null ? [unknownName(`${property}[${index}]`)] : []));
  const wrong = checkUniqueList(property, names, (at, name) =>
    checkPattern(at, name, {
      pattern: new RegExp(`^(?!\\s).{1,${longest}}(?<!\\s)$`),
      allowed: `1 to ${longest} characters, no blank at either end`,
      fix: 'write it as the identity provider knows it',
    }),
  );
  return [...unknown, ...wrong];
}
