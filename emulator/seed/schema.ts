import * as fs from 'node:fs';

import defaultSeed = require('../seed.default.json');

import { z } from 'zod';
import { describeIssues, StateError } from '../store/state-error';

const SEED_SCHEMA = 'sap-local-seed/1';

const text = z.string();
const name = z.string().min(1);
const flag = z.boolean();
const texts = z.array(z.string());
const labels = z.record(z.string(), texts);

const scopeSchema = z.union([
  z.strictObject({ globalAccount: name }),
  z.strictObject({ directory: name }),
  z.strictObject({ subaccount: name }),
]);

/** Everything but the named keys may be absent: absent means unknown, and the seeding chooses (facts: emulator-seed). */
function row<Required extends z.ZodRawShape, Optional extends z.ZodRawShape>(required: Required, optional: Optional) {
  return z.strictObject({ ...required, ...z.object(optional).partial().shape });
}

/** Fields of one kind. */
const each = <T extends z.ZodType, Name extends string>(kind: T, ...names: readonly Name[]) =>
  Object.fromEntries(names.map((field) => [field, kind])) as Record<Name, T>;

const list = <T extends z.ZodType>(item: T) => z.array(item).default([]);

const servicePlan = row(
  { name },
  {
    ...each(text, 'displayName', 'description', 'uniqueIdentifier', 'category', 'provisioning'),
    ...each(flag, 'unlimited', 'autoAssign', 'beta'),
    amount: z.number().nonnegative(),
    regions: texts,
  },
);

const offeringPlan = row(
  { name },
  {
    ...each(text, 'id', 'offering', 'description', 'catalogId'),
    ...each(flag, 'free', 'bindable', 'shareable'),
    labels: z.union([labels, text]),
    subaccounts: texts,
  },
);

/** The neutral lists of facts/emulator-seed.md. */
const documented = {
  globalAccount: row(
    { id: name, subdomain: name },
    { name: text, description: text, commercialModel: text, licenseType: text, geoAccess: text, origin: text },
  ),
  services: list(
    row({ name }, { displayName: text, description: text, businessCategory: text, plans: z.array(servicePlan) }),
  ),
  assignments: list(
    row({ service: name, plan: name, scope: scopeSchema }, { amount: z.number(), unlimited: flag, auto: flag }),
  ),
  directories: list(
    row({ id: name, name }, { parent: text.nullable(), features: texts, description: text, subdomain: text, labels }),
  ),
  subaccounts: list(
    row(
      { id: name, name, subdomain: name, region: name },
      { parent: text.nullable(), description: text, labels, beta: flag, usage: text, contractStatus: text },
    ),
  ),
  regions: list(
    row(
      { name, region: name },
      {
        ...each(text, 'displayName', 'environment', 'provider', 'domain', 'geoAccess'),
        ...each(flag, 'trial', 'main'),
        scope: scopeSchema,
      },
    ),
  ),
  environments: list(
    row(
      { type: name, service: name, plan: name },
      { landscape: text, displayName: text, description: text, updatable: flag, level: text, scope: scopeSchema },
    ),
  ),
  environmentInstances: list(
    row(
      { type: name, scope: scopeSchema },
      { id: text, name: text, service: text, plan: text, landscape: text, platformId: text, parameters: text },
    ),
  ),
  offerings: list(
    row(
      { name },
      {
        ...each(text, 'id', 'description', 'catalogId', 'brokerId', 'displayName'),
        ...each(flag, 'bindable', 'instancesRetrievable', 'bindingsRetrievable', 'planUpdateable', 'contextUpdates'),
        tags: texts,
        subaccounts: texts,
        plans: z.array(offeringPlan),
      },
    ),
  ),
  instances: list(
    row({ name, scope: scopeSchema }, { id: text, plan: text, labels: z.union([labels, text]), shared: flag }),
  ),
  bindings: list(row({ name, scope: scopeSchema }, { id: text, instance: text, labels: z.union([labels, text]) })),
  subscriptions: list(
    row(
      { app: name, scope: scopeSchema },
      {
        ...each(
          text,
          'commercialName',
          'appId',
          'plan',
          'displayName',
          'description',
          'category',
          'state',
          'id',
          'tenant',
          'url',
        ),
        ...each(flag, 'planUpdates', 'parameterUpdates'),
      },
    ),
  ),
  roles: list(
    row(
      { name, scope: scopeSchema },
      { template: text, app: text, description: text, readOnly: flag, scopes: z.array(z.unknown()) },
    ),
  ),
  roleCollections: list(
    row({ name, scope: scopeSchema }, { description: text, readOnly: flag, roles: z.array(z.unknown()) }),
  ),
  users: list(
    row(
      { userName: name },
      {
        ...each(text, 'origin', 'email', 'givenName', 'familyName'),
        roleCollections: texts,
        scope: scopeSchema,
        password: text.describe('ours: absent means any password'),
      },
    ),
  ),
  identityProviders: list(
    row(
      { originKey: name },
      {
        ...each(text, 'name', 'type', 'status', 'description', 'host', 'domain', 'protocol', 'linkText'),
        readOnly: flag,
        userLogon: z.union([flag, text]),
        shadowUsers: z.union([flag, text]),
        scope: scopeSchema,
      },
    ),
  ),
  apps: list(row({ id: name }, { name: text, plan: text, tenantMode: text, scope: scopeSchema })),
};

export const addressSchema = z
  .string()
  .regex(/^\/[A-Za-z0-9_/~.$*-]*$/, 'an address begins with / and holds letters, digits and _ / ~ - . $ * only')
  .regex(/^[^*]*(?:\/\*)?$/, 'an address may hold * only at its end, after a /');

/** What can be said of a deployed iFlow, in a seed and later by the admin. */
export const iflowSwitches = {
  role: name,
  csrfProtected: flag,
  state: name,
  version: name,
  deployedBy: name,
  delayMs: z.number().int().min(0).max(600_000),
  failWith: z.number().int().min(400).max(599),
  customHeader: name,
};

const iflow = row({ name, sender: z.enum(['HTTPS', 'SOAP']), address: addressSchema }, iflowSwitches);

const MOST_TOKEN_SECONDS = 180 * 86_400;

/** A Neo subaccount with its Cloud Integration (facts: sap 4). */
const neoAccount = row(
  {
    name: z.string().regex(/^[a-z0-9]+$/i, 'a technical name holds letters and digits only'),
    shortName: z.string().regex(/^[a-z]\d{4,5}$/, 'a short name is one letter and 4 or 5 digits'),
  },
  {
    host: name,
    providerAccount: name,
    oauthClients: z.array(
      row(
        { id: name, secret: name },
        {
          grant: z.enum(['client_credentials', 'authorization_code']),
          tokenLifetime: z.number().int().min(1).max(MOST_TOKEN_SECONDS),
        },
      ),
    ),
    platformClients: z.array(row({ id: name, secret: name }, { scopes: texts })),
    groups: z.array(row({ name }, { users: texts, roles: texts })),
    roleAssignments: z.array(z.strictObject({ user: name, role: name })),
    iflows: z.array(iflow),
  },
);

/** Lists of ours, beside the documented ones; see README.md. */
const ours = {
  iflows: list(iflow.extend({ scope: scopeSchema })),
  neoAccounts: list(neoAccount),
  integrationSuite: list(z.strictObject({ scope: scopeSchema, activated: flag })),
  cloudFoundry: z.strictObject({ permissions: z.enum(['lenient', 'strict']) }).optional(),
  cloudFoundryRoles: list(row({ user: name, type: name, org: name }, { origin: text, space: text })),
  cloudFoundryServiceInstances: list(
    row(
      { name, org: name, space: name },
      {
        service: name,
        plan: name,
        parameters: z.record(z.string(), z.unknown()),
        labels: z.record(z.string(), text),
        keys: z.array(name),
      },
    ),
  ),
  cloudFoundrySpaces: list(
    row(
      { name, org: name },
      { id: text, labels: z.record(z.string(), text), annotations: z.record(z.string(), text), ssh: flag },
    ),
  ),
};

const seedSchema = z.strictObject({ schema: z.literal(SEED_SCHEMA), ...documented, ...ours });

const seedLists: readonly string[] = Object.keys(seedSchema.shape);

export type Seed = z.infer<typeof seedSchema>;
export type Scope = z.infer<typeof scopeSchema>;

export function loadSeed(file: string | undefined): Seed {
  return parseSeed(file === undefined ? defaultSeed : readJson(file), file ?? 'built-in seed');
}

export function parseSeed(input: unknown, source: string): Seed {
  refuseUnknownLists(input, source);
  const parsed = seedSchema.safeParse(input);
  if (!parsed.success) throw new StateError(`${source} is not a valid seed: ${describeIssues(parsed.error)}`);
  return parsed.data;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new StateError(`the seed ${file} cannot be read as JSON: ${(error as Error).message}`);
  }
}

function refuseUnknownLists(input: unknown, source: string): void {
  if (typeof input !== 'object' || input === null) return;
  for (const list of Object.keys(input)) {
    if (seedLists.includes(list)) continue;
    throw new StateError(
      `${source} has an unknown list "${list}"; did you mean "${closest(list)}"? Known are: ${seedLists.join(', ')}`,
    );
  }
}

function closest(word: string): string {
  const ranked = seedLists.map((list) => ({ list, distance: distance(list.toLowerCase(), word.toLowerCase()) }));
  return ranked.sort((a, b) => a.distance - b.distance)[0]?.list ?? '';
}

function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}
