import { Token } from 'cdktf';
import { PLAN_NAMES, SERVICE_NAME } from '../runtime/broker';
import { checkInteger, checkOneOf, checkPattern, checkUniqueList, type Problems } from '../validation/checks';
import { checkUuid } from '../validation/names';

/**
 * The rules of SAP BTP for accounts and entitlements, as its provider checks them (SAP/btp 1.0.0 and 1.25.0; where they
 * differ, the stricter one).
 */

export const USAGES = ['UNSET', 'NOT_USED_FOR_PRODUCTION', 'USED_FOR_PRODUCTION'] as const;

const MAX_LABELS = 10;

/** The settings of a subaccount that have rules of their own, as props and as entries of a landscape file. */
export interface SubaccountRules {
  readonly displayName?: string;
  readonly subdomain?: string;
  readonly region?: string;
  readonly description?: string;
  readonly parentDirectoryId?: string;
  readonly usage?: string;
  readonly labels?: Readonly<Record<string, readonly string[]>>;
  readonly importId?: string;
}

export function checkSubaccount(subaccount: SubaccountRules): Problems {
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

export function checkSubdomain(subdomain: string | undefined): Problems {
  return checkPattern('subdomain', subdomain, {
    pattern: /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
    allowed: "1 to 63 characters: a-z, 0-9 and '-', which is neither the first nor the last",
    fix: `write subdomain: ${suggestSubdomain(subdomain) || 'acme-hr-dev'}`,
  });
}

const suggestSubdomain = (value = '') =>
  value
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '');

/** No closed list: SAP opens new regions. The usual mistake is the name of a Cloud Foundry landscape. */
export function checkRegion(region: string | undefined): Problems {
  const meant = /^cf-([a-z]+\d+)/i.exec(region ?? '')?.[1]?.toLowerCase() ?? region?.trim().toLowerCase();
  return checkPattern('region', region, {
    pattern: /^(?!cf-)[a-z0-9]+(-[a-z0-9]+)*$/,
    allowed: "a region of SAP BTP such as eu10, in small letters and without 'cf-'",
    fix: `write region: ${meant || 'eu10'}`,
  });
}

function checkLabels(labels: SubaccountRules['labels']): Problems {
  if (!labels || Token.isUnresolved(labels)) return [];
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
export interface EntitlementRules {
  readonly serviceName?: string;
  readonly planName?: string;
  readonly amount?: number;
}

export function checkEntitlement({ serviceName, planName, amount }: EntitlementRules): Problems {
  return [
    ...checkTechnicalName('serviceName', serviceName),
    ...(serviceName === SERVICE_NAME
      ? checkOneOf('planName', planName, PLAN_NAMES)
      : checkTechnicalName('planName', planName)),
    ...checkAmount(serviceName, amount),
  ];
}

/** Technical names of services, plans and applications are open lists; what the cockpit displays is not one of them. */
export function checkTechnicalName(property: string, value: string | undefined): Problems {
  return checkPattern(property, value, {
    pattern: /^[^\s,]+$/,
    allowed: 'a technical name, which has neither blanks nor commas',
    fix: "look it up with 'btp list accounts/entitlement'; what the cockpit displays is another name",
  });
}

function checkAmount(serviceName: string | undefined, amount: number | undefined): Problems {
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
  readonly amount?: number;
  readonly distribute?: boolean;
  readonly autoAssign?: boolean;
  readonly autoDistributeAmount?: number;
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
  if (!props.distribute && !props.autoAssign)
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
 * @param parts what stands at each place: what it must be, or, as `<name>`, what it means
 */
export function checkImportId(property: string, value: string | undefined, parts: readonly string[]): Problems {
  const patterns = parts.map((part) => (isFixed(part) ? part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : '[^,\\s]+'));
  const shown = parts.map((part) => (Token.isUnresolved(part) ? '<...>' : part)).join(',');
  return checkPattern(property, value, {
    pattern: new RegExp(`^${patterns.join(',')}$`, 'i'),
    allowed: `${shown}, without blanks`,
    fix: `write ${property}: ${shown}`,
  });
}

const isFixed = (part: string) => !part.startsWith('<') && !Token.isUnresolved(part);
