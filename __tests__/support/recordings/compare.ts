import type { Any, Step } from './load';

/** An answer of the emulator in the same words as a recorded one. */
export type Got = Pick<Step, 'status' | 'headers' | 'body'>;

/** Fields that tell where in its life a thing is; their values count, of all others only the types. */
const STATES = ['state', 'entityState', 'status', 'operation'];

/** Answers newer than the recordings have these as well (facts: btp 4.2, 4.4, 4.10 to 4.12). */
const NEWER = [
  'contractStatus',
  'availabilityLevel',
  'lastModifiedBy',
  'closestEntitlementManagedParentGUID',
  'endDate',
  'deprecationMessage',
  'deprecationInfoLink',
  'createdBy',
  'modifiedBy',
  'allowedTargetPlans',
  'paramsSchema',
  'supportsGetParameters',
  'originKeyCfuaa',
  'defaultIdp',
  'idpType',
  'appDescription',
];

/** Recorded as null or as a value without anything in the request or the seed to tell which. */
const SOMETIMES_NULL = [
  'refreshToken',
  'ownerType',
  'termsOfUseUrl',
  'numberOfAssignedEntities',
  'globalAccountSourceEntitlements',
  'sourceEntitlements',
  'resources',
  'additionalPlanFeatures',
  'assignedResources',
  'iconBase64',
  'applicationCoordinates',
  'description',
  'assignedBillingObject',
  'remainingAmount',
  'maxAllowedSubaccountQuota',
];

/** Texts of the product and data of the account that a seed has no words for; the facts mark them as optional. */
const UNSPOKEN = [
  'useFor',
  'costObjectType',
  'costObjectId',
  'appDescription',
  'planDescription',
  'additionalPlanFeatures',
  'shortDescription',
  'iconBase64',
  'incidentTrackingComponent',
];

/** Free in their inner form, so not looked into (facts: btp 4.10). */
const FREE_FORM = ['applicationCoordinates'];

/** Every difference in words; none: the answers match. */
export function differences(recorded: Step, got: Got): string[] {
  return [
    ...(recorded.status === got.status ? [] : [`HTTP ${got.status} instead of ${recorded.status}`]),
    ...headerDifferences(recorded, got),
    ...fieldDifferences('', recorded.body, got.body),
  ];
}

function headerDifferences(recorded: Step, got: Got): string[] {
  const backend = 'x-cpcli-backend-status';
  const presence = ['x-cpcli-backend-mediatype', 'x-cpcli-server-message', 'content-type'];
  // On commands a session header occurs only after redirects, which the emulator never makes (facts: btp 1.3, 1.6).
  if (recorded.command === 'login') presence.push('x-cpcli-sessionid');
  return [
    ...(recorded.headers[backend] === got.headers[backend]
      ? []
      : [`backend ${got.headers[backend]} instead of ${recorded.headers[backend]}: ${got.body?.error ?? ''}`]),
    ...presence
      .filter((name) => (recorded.headers[name] === undefined) !== (got.headers[name] === undefined))
      .map((name) => `header ${name} ${got.headers[name] === undefined ? 'missing' : 'too many'}`),
  ];
}

const typeOf = (value: Any) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

function fieldDifferences(path: string, recorded: Any, got: Any): string[] {
  const [want, have] = [typeOf(recorded), typeOf(got)];
  if (want !== have) {
    const nullable = SOMETIMES_NULL.includes(path.split('.').at(-1) ?? '');
    return nullable && (want === 'null' || have === 'null') ? [] : [`${path || 'body'} is ${have} instead of ${want}`];
  }
  if (want === 'array') return arrayDifferences(path, recorded, got);
  if (want === 'object')
    return FREE_FORM.includes(path.split('.').at(-1) ?? '') ? [] : objectDifferences(path, recorded, got);
  const isState = STATES.includes(path.split('.').at(-1) ?? '');
  return isState && recorded !== got ? [`${path} is ${got} instead of ${recorded}`] : [];
}

/** Of labels the keys are data as well, so they must agree, too. */
function objectDifferences(path: string, recorded: Any, got: Any): string[] {
  const inner = (key: string) => (path ? `${path}.${key}` : key);
  const extra = Object.keys(got).filter((key) => !(key in recorded) && !NEWER.includes(key));
  return [
    ...Object.keys(recorded)
      .filter((key) => key in got || !UNSPOKEN.includes(key))
      .flatMap((key) =>
        key in got ? fieldDifferences(inner(key), recorded[key], got[key]) : [`${inner(key)} missing`],
      ),
    ...extra.map((key) => `${inner(key)} too many`),
  ];
}

/** Elements are paired by what names them. The emulator may know of more. */
function arrayDifferences(path: string, recorded: Any[], got: Any[]): string[] {
  const found = new Map(got.map((element, index) => [nameOf(element, index), element]));
  return recorded.flatMap((element, index) => {
    const name = nameOf(element, index);
    if (!found.has(name)) return [`${path}[] lacks ${name}`];
    return fieldDifferences(`${path}[]`, element, found.get(name));
  });
}

function nameOf(element: Any, index: number): string {
  if (typeof element !== 'object' || element === null) return String(element);
  const { guid, id, entityId, appName, planName, key, originKey, name, roleTemplateAppId, landscapeLabel } = element;
  const names = [guid, id, entityId, appName, planName, key, originKey, name, roleTemplateAppId, landscapeLabel];
  return names.filter((part) => part !== undefined).join('/') || String(index);
}
