import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';

const MODULE = 'github.com/!s!a!p/terraform-provider-btp@v1.0.0';

// biome-ignore lint/suspicious/noExplicitAny: recorded JSON of many shapes
export type Any = any;

/** One recorded request with its answer. */
export interface Step {
  /** `login` or a command such as `accounts/subaccount?get`. */
  readonly command: string;
  /** The whole body of a login, the paramValues of a command. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined: none. */
  readonly body: Any;
}

export interface Recording {
  readonly name: string;
  readonly steps: readonly Step[];
}

/** Where the Go module cache keeps what the provider's authors recorded; undefined if it is not on this machine. */
export function recordingsFolder(): string | undefined {
  const folder = path.join(moduleCache(), MODULE, 'internal/provider/fixtures');
  return fs.existsSync(folder) ? folder : undefined;
}

function moduleCache(): string {
  if (process.env.GOMODCACHE) return process.env.GOMODCACHE;
  for (const go of ['go', '/usr/local/go/bin/go']) {
    try {
      return execFileSync(go, ['env', 'GOMODCACHE'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    } catch {
      // The next one, or where Go keeps it by default.
    }
  }
  return path.join(process.env.HOME ?? '/', 'go/pkg/mod');
}

export function loadRecordings(folder: string): Recording[] {
  return fs
    .readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => ({
      name: file.replace(/\.yaml$/, ''),
      steps: (parse(fs.readFileSync(path.join(folder, file), 'utf8')).interactions ?? []).map(step),
    }));
}

function step({ request, response }: Any): Step {
  const command = new URL(request.url).pathname + new URL(request.url).search;
  const sent = JSON.parse(request.body);
  const headers = Object.entries<string[]>(response.headers ?? {}).map(([name, [value]]) => [
    name.toLowerCase(),
    value,
  ]);
  return {
    command: command.replace(/^\/login\/.*/, 'login').replace(/^\/command\/[^/]+\//, ''),
    parameters: sent.paramValues ?? sent,
    status: response.code,
    headers: Object.fromEntries(headers),
    body: parsed(response.body),
  };
}

/** A few answers are plain text. */
export function parsed(text: string | undefined): Any {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return text;
  }
}

type Row = Record<string, unknown>;

/** A seed holds what a recording shows to have been there before it began, in the seed's neutral words. */
export function seedOfRecording(recording: Recording): object {
  return new SeedBuilder(recording).build();
}

class SeedBuilder {
  private readonly rows = new Map<string, Map<string, Row>>();
  private readonly created = new Set<string>();
  private readonly done = new Set<string>();
  private account: Any = {};
  private subdomain = 'none';

  constructor(private readonly recording: Recording) {}

  build(): object {
    for (const { command, body } of this.recording.steps)
      if (/^accounts\/.*\?create$/.test(command) && body) this.created.add(body.guid ?? body.id);
    for (const step of this.recording.steps) {
      this.look(step);
      this.done.add(keyOfChange(step));
    }
    this.addWhatIsImplied();
    const lists = Object.fromEntries([...this.rows].map(([list, rows]) => [list, [...rows.values()]]));
    const { id = 'ga', ...account } = this.account;
    return { schema: 'sap-local-seed/1', globalAccount: { id, subdomain: this.subdomain, ...account }, ...lists };
  }

  /** The first sight counts. */
  private add(list: string, key: string, row: Row): void {
    const rows = this.rows.get(list) ?? new Map<string, Row>();
    this.rows.set(list, rows);
    if (!rows.has(key)) rows.set(key, row);
  }

  private look(step: Step): void {
    const { command, parameters, body, status } = step;
    if (command === 'login') {
      this.subdomain = parameters.subdomain ?? this.subdomain;
      const { userName, customIdp } = parameters;
      this.add('users', `login ${userName}`, { userName, ...(customIdp && { origin: customIdp }) });
    }
    if (status !== 200 || (body === undefined && !command.startsWith('security/'))) return;
    this.lookAtAccounts(command, body);
    if (command === 'accounts/entitlement?list' && body.entitledServices) this.lookAtEntitlements(step);
    if (command.startsWith('accounts/subscription?')) this.lookAtSubscriptions(step);
    if (command === 'accounts/subaccount?subscribe') this.subscription(parameters.subaccount, {}, step);
    if (command.includes('environment')) this.lookAtEnvironments(step);
    if (command.startsWith('security/')) this.lookAtSecurity(step);
  }

  private lookAtAccounts(command: string, body: Any): void {
    if (command === 'accounts/global-account?get') {
      const { guid, displayName, description, commercialModel, licenseType, geoAccess, origin } = body;
      const account = { id: guid, name: displayName, commercialModel, licenseType, geoAccess, origin };
      this.account = { ...account, ...(description && { description }) };
      this.below(body);
    }
    if (command === 'accounts/subaccount?list') for (const row of body.value) this.subaccount(row);
    if (command === 'accounts/subaccount?get' && body.guid) this.subaccount(body);
    if (/^accounts\/directory\?(get|create)$/.test(command) && body.guid) this.directory(body);
    if (command === 'accounts/available-region?list') for (const row of body.datacenters) this.region(row);
  }

  private below(parent: Any): void {
    for (const child of parent.children ?? []) this.directory(child);
    for (const subaccount of parent.subaccounts ?? []) this.subaccount(subaccount);
  }

  private directory(row: Any): void {
    this.account = { id: row.globalAccountGUID, ...this.account };
    if (!this.created.has(row.guid))
      this.add('directories', row.guid, {
        id: row.guid,
        name: row.displayName,
        parent: row.parentGUID === row.globalAccountGUID ? null : row.parentGUID,
        features: row.directoryFeatures,
        ...pick(row, 'description', 'subdomain', 'labels'),
      });
    this.below(row);
  }

  private subaccount(row: Any): void {
    this.account = { id: row.globalAccountGUID, ...this.account };
    if (this.created.has(row.guid)) return;
    this.add('subaccounts', row.guid, {
      id: row.guid,
      name: row.displayName,
      parent: row.parentGUID === row.globalAccountGUID ? null : row.parentGUID,
      beta: row.betaEnabled,
      usage: row.usedForProduction,
      ...pick(row, 'subdomain', 'region', 'description', 'labels'),
    });
    if (row.parentFeatures && !this.created.has(row.parentGUID))
      this.implied.push(() =>
        this.add('directories', row.parentGUID, { id: row.parentGUID, name: 'd', features: row.parentFeatures }),
      );
  }

  private region(row: Any): void {
    const { name, displayName, region, environment, domain, geoAccess } = row;
    const more = { provider: row.iaasProvider, trial: row.supportsTrial, main: row.isMainDataCenter };
    this.add('regions', name, { name, displayName, region, environment, domain, geoAccess, ...more });
  }

  private readonly implied: (() => void)[] = [];

  private addWhatIsImplied(): void {
    for (const add of this.implied) add();
    const subaccounts = [...(this.rows.get('subaccounts')?.values() ?? [])] as Any[];
    const creates = this.recording.steps.filter(({ command }) => command === 'accounts/subaccount?create');
    for (const region of [...subaccounts.map((row) => row.region), ...creates.map((step) => step.parameters.region)])
      this.add('regions', `cf-${region}`, { name: `cf-${region}`, region });
    const services = this.services;
    if (services.size > 0) this.rows.set('services', new Map([...services].map(([name, row]) => [name, row as Row])));
  }

  private readonly services = new Map<string, Any>();

  private plan(service: Any, plan: Row & { name: string }): void {
    const found = this.services.get(service.name) ?? { ...service, plans: [] };
    this.services.set(service.name, found);
    if (!found.plans.some(({ name }: Any) => name === plan.name)) found.plans.push(plan);
  }

  private lookAtEntitlements({ body, parameters }: Step): void {
    for (const { servicePlans, businessCategory, ...service } of body.entitledServices) {
      const head = { ...pick(service, 'name', 'displayName', 'description'), businessCategory: businessCategory.id };
      for (const plan of servicePlans) {
        for (const region of plan.dataCenters ?? []) this.region(region);
        this.plan(head, {
          ...pick(plan, 'name', 'displayName', 'description', 'uniqueIdentifier', 'category', 'unlimited', 'beta'),
          // How much there is in all is not to be seen from a part; enough for what the recording assigns.
          name: plan.name,
          amount: (plan.amount ?? 1) + (['SERVICE', 'QUOTA_BASED_APPLICATION'].includes(plan.category) ? 1000 : 0),
          provisioning: plan.provisioningMethod,
          regions: (plan.dataCenters ?? []).map(({ name }: Any) => name),
        });
        if (parameters.directory) this.directoryPlan(parameters.directory, service.name, plan);
      }
    }
    for (const { name, servicePlans } of body.assignedServices ?? [])
      for (const plan of servicePlans) for (const info of plan.assignmentInfo) this.assignment(name, plan.name, info);
  }

  private directoryPlan(directory: string, service: string, plan: Any): void {
    if (this.done.has(`entitlement ${directory}/${service}/${plan.name}`)) return;
    const scope = { directory };
    const key = `${directory}/${service}/${plan.name}`;
    this.add('assignments', key, {
      service,
      plan: plan.name,
      scope,
      amount: plan.amount ?? 1,
      auto: plan.autoAssign ?? false,
    });
  }

  private assignment(service: string, plan: string, info: Any): void {
    const id = info.entityId;
    if (info.entityType !== 'SUBACCOUNT' || this.done.has(`entitlement ${id}/${service}/${plan}`)) return;
    const known = this.rows.get('subaccounts')?.has(id);
    if (!known) return;
    const scope = { subaccount: id };
    this.add('assignments', `${id}/${service}/${plan}`, {
      service,
      plan,
      scope,
      amount: info.amount,
      auto: info.autoAssigned,
    });
  }

  private lookAtSubscriptions(step: Step): void {
    const { subaccount = '' } = step.parameters;
    for (const row of step.body.applications ?? [step.body]) this.subscription(subaccount, row, step);
  }

  private subscription(subaccount = '', row: Any, { parameters }: Step): void {
    const app = row.appName ?? parameters.appName;
    if (!app) return;
    const commercialName = row.commercialAppName ?? app;
    const plan = row.planName ?? parameters.planName ?? 'standard';
    const scope = { subaccount };
    const category = row.category && { category: row.category };
    this.add('subscriptions', `${subaccount}/${app}/${plan}`, {
      app,
      commercialName,
      plan,
      scope,
      state: row.state ?? 'NOT_SUBSCRIBED',
      ...category,
      ...(row.subscriptionUrl && { url: row.subscriptionUrl }),
    });
    this.plan({ name: commercialName }, { name: plan, category: 'APPLICATION' });
    this.add('assignments', `${subaccount}/${commercialName}/${plan}`, { service: commercialName, plan, scope });
  }

  private lookAtEnvironments({ command, parameters, body }: Step): void {
    const scope = { subaccount: parameters.subaccount };
    for (const row of body.availableEnvironments ?? [])
      this.add('environments', `${row.serviceName}/${row.landscapeLabel}/${row.environmentType}`, {
        type: row.environmentType,
        service: row.serviceName,
        plan: row.planName,
        landscape: row.landscapeLabel,
        displayName: row.serviceDisplayName,
        updatable: row.planUpdatable,
      });
    const rows = command.endsWith('?get') ? [body] : (body.environmentInstances ?? []);
    for (const row of rows)
      if (row.id && !this.created.has(row.id))
        this.add('environmentInstances', row.id, {
          type: row.environmentType,
          service: row.serviceName,
          plan: row.planName,
          landscape: row.landscapeLabel,
          scope,
          ...pick(row, 'id', 'name', 'platformId', 'parameters'),
        });
    if (!command.endsWith('instance?create')) return;
    const { environmentType: type = '', service = '', plan = '', landscapeLabel: landscape = '' } = parameters;
    this.add('environments', `${service}/${landscape}/${type}`, { type, service, plan, landscape });
    this.plan({ name: service }, { name: plan, category: 'ENVIRONMENT', unlimited: true });
    this.add('assignments', `${parameters.subaccount}/${service}/${plan}`, { service, plan, scope });
  }

  private lookAtSecurity({ command, parameters, body }: Step): void {
    const scope = scopeOf(parameters);
    const zone = JSON.stringify(scope);
    const rows: Any[] = body === undefined || body.error ? [] : Array.isArray(body) ? body : [body];
    if (/role\?(list|get)/.test(command)) for (const row of rows) this.role(zone, scope, row);
    if (command === 'security/role?add')
      this.role(zone, scope, {
        name: parameters.roleName,
        roleTemplateName: parameters.roleTemplateName,
        roleTemplateAppId: parameters.roleTemplateAppID,
      });
    if (/role-collection\?(list|get)/.test(command)) for (const row of rows) this.collection(zone, scope, row);
    if (/trust\?(list|get)/.test(command)) for (const row of rows) this.identityProvider(zone, scope, row);
    if (command === 'security/user?list') {
      for (const userName of rows) this.user(zone, scope, { username: userName, origin: parameters.origin });
    } else if (rows[0]?.username) this.user(zone, scope, rows[0]);
    const { roleCollectionName: collection = '' } = parameters;
    if (command === 'security/role-collection?assign') this.collection(zone, scope, { name: collection });
  }

  private role(zone: string, scope: Row, row: Any): void {
    const { name, roleTemplateName: template, roleTemplateAppId: app, description, scopes, isReadOnly } = row;
    const key = `${zone}/${app}/${name}`;
    const shown = { ...(description && { description }), ...(scopes && { scopes }) };
    if (scopes) this.rows.get('roles')?.delete(key);
    this.add('roles', key, { name, template, app, ...shown, readOnly: isReadOnly ?? true, scope });
  }

  private collection(zone: string, scope: Row, row: Any): void {
    if (this.done.has(`role collection ${row.name}`)) return;
    for (const reference of row.roleReferences ?? []) this.role(zone, scope, reference);
    this.add('roleCollections', `${zone}/${row.name}`, {
      name: row.name,
      description: row.description ?? '',
      readOnly: row.isReadOnly ?? true,
      roles: (row.roleReferences ?? []).map((role: Any) => ({
        name: role.name,
        template: role.roleTemplateName,
        app: role.roleTemplateAppId,
      })),
      scope,
    });
  }

  private identityProvider(zone: string, scope: Row, row: Any): void {
    const optional = {
      description: row.description,
      host: row.identityProvider,
      domain: row.domain,
      linkText: row.linkTextForUserLogon,
      userLogon: row.availableForUserLogon,
      shadowUsers: row.createShadowUsersDuringLogon,
    };
    const known = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== null));
    this.add('identityProviders', `${zone}/${row.originKey}`, {
      ...pick(row, 'originKey', 'name', 'status', 'protocol', 'readOnly'),
      type: row.typeOfTrust,
      scope,
      ...known,
    });
  }

  private user(zone: string, scope: Row, row: Any): void {
    const names = pick(row, 'email', 'givenName', 'familyName', 'origin');
    const key = `${zone}/${row.origin === 'ldap' ? 'sap.default' : row.origin}/${row.username}`;
    this.add('users', key, { userName: row.username, ...names, roleCollections: row.roleCollections ?? [], scope });
  }
}

/** What a step changes, so that what is seen of it later is not taken for having been there before. */
function keyOfChange({ command, parameters }: Step): string {
  const { serviceName, servicePlanName, subaccount, directory, roleCollectionName } = parameters;
  if (command === 'accounts/entitlement?assign')
    return `entitlement ${directory ?? subaccount}/${serviceName}/${servicePlanName}`;
  return command === 'security/role-collection?create' ? `role collection ${roleCollectionName}` : '';
}

function scopeOf({ subaccount, directory, globalAccount }: Step['parameters']): Row {
  if (subaccount) return { subaccount };
  return directory ? { directory } : { globalAccount };
}

function pick(row: Any, ...keys: string[]): Row {
  return Object.fromEntries(
    keys.filter((key) => row[key] !== undefined && row[key] !== null).map((key) => [key, row[key]]),
  );
}
