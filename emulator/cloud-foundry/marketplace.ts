import { isVisible } from '../accounts/entitlements';
import { stableGuid } from '../core/ids';
import type { Sap } from '../core/sap';
import type { Broker } from '../it-rt-broker/broker';
import type { Service, ServicePlan } from '../store/tables';
import { link, orNotFound, timestamp } from './api';
import { listAnswer } from './lists';
import type { Permissions } from './permissions';
import type { Call, Routes } from './routes';

export const marketplaceRoutes: Routes = {
  'GET /v3/service_offerings': listOfferings,
  'GET /v3/service_offerings/:guid': getOffering,
  'GET /v3/service_plans': listPlans,
  'GET /v3/service_plans/:guid': getPlan,
};

/** A plan as the marketplace knows it; its guid is the same for all orgs, as on one landscape of SAP. */
export interface MarketplacePlan {
  readonly guid: string;
  readonly offering: string;
  readonly service: Service;
  readonly plan: ServicePlan;
  readonly name: string;
  readonly createdAt: number;
}

const NO_SCHEMA = {};
/** Environments and subscriptions are not brokered services. */
const NOT_BROKERED = ['ENVIRONMENT', 'APPLICATION', 'QUOTA_BASED_APPLICATION', 'PLATFORM'];

export const planGuid = (service: string, plan: string) => stableGuid('service plan', service, plan);
export const offeringGuid = (service: string) => stableGuid('service offering', service);
const brokerNameOf = (service: string) => (service === 'it-rt' ? 'it-broker-rt' : `sm-${service}`);

function allPlans(sap: Sap): MarketplacePlan[] {
  const createdAt = sap.tables.globalAccounts.all()[0]?.createdAt ?? 0;
  return sap.tables.services.all().flatMap((service) =>
    service.plans
      .filter(({ category }) => !NOT_BROKERED.includes(category))
      .map((plan) => ({
        guid: planGuid(service.name, plan.name),
        offering: offeringGuid(service.name),
        service,
        plan,
        name: plan.name,
        createdAt,
      })),
  );
}

const visibleIn = (sap: Sap, { service, plan }: MarketplacePlan, organization: string) =>
  isVisible(sap, sap.tables.organizations.get(organization)?.subaccount ?? '', service.name, plan.name);

/** One user sees the plans of all orgs together, so a lag in one org may be hidden by another; creating there still fails. */
function visiblePlans(sap: Sap, organizations: readonly string[]): MarketplacePlan[] {
  return allPlans(sap).filter((plan) => organizations.some((organization) => visibleIn(sap, plan, organization)));
}

/** Nothing is on offer in orgs that the user does not see. */
function organizationsAsked(sap: Sap, may: Permissions, url: URL): string[] {
  const asked = (key: string) => url.searchParams.get(key)?.split(',');
  const spaces = asked('space_guids')?.map((guid) => sap.tables.spaces.get(guid)?.organization ?? '');
  const all = sap.tables.organizations.all().map(({ guid }) => guid);
  const inSpaces = (guid: string) => spaces?.includes(guid) ?? true;
  return (asked('organization_guids') ?? all).filter((guid) => inSpaces(guid) && may.seesOrganization(guid));
}

/** Already applied by the choice of orgs; listed so that they are known. */
const chosenBefore = (url: URL) => ({
  organization_guids: () => url.searchParams.get('organization_guids')?.split(',')[0],
  space_guids: () => url.searchParams.get('space_guids')?.split(',')[0],
});

function listPlans({ sap, may, broker, url }: Call) {
  const filters = {
    ...chosenBefore(url),
    names: (row: MarketplacePlan) => row.name,
    guids: (row: MarketplacePlan) => row.guid,
    available: () => 'true',
    service_offering_names: (row: MarketplacePlan) => row.service.name,
    service_offering_guids: (row: MarketplacePlan) => row.offering,
    service_broker_names: (row: MarketplacePlan) => brokerNameOf(row.service.name),
    service_broker_guids: (row: MarketplacePlan) => stableGuid('service broker', row.service.name),
  };
  return listAnswer(sap, url, visiblePlans(sap, organizationsAsked(sap, may, url)), filters, (row) =>
    planObject(sap, broker, row),
  );
}

function getPlan({ sap, may, broker, guid }: Call) {
  const plan = visiblePlans(sap, organizationsAsked(sap, may, new URL('local:/'))).find((row) => row.guid === guid);
  return planObject(sap, broker, orNotFound(plan, 'Service plan'));
}

/** The plan, if that org may create instances of it. */
export function planOfferedIn(sap: Sap, organization: string, guid: string): MarketplacePlan | undefined {
  return visiblePlans(sap, [organization]).find((row) => row.guid === guid);
}

/** Clients crash without any of these objects and keep two of them byte for byte (facts: cf 6.4, 6.7). */
function planObject(sap: Sap, broker: Broker, { guid, offering, service, plan, createdAt }: MarketplacePlan) {
  const schemas = service.name === 'it-rt' ? broker.schemasOf(plan.name) : undefined;
  return {
    guid,
    created_at: timestamp(createdAt),
    updated_at: timestamp(createdAt),
    name: plan.name,
    visibility_type: 'organization',
    available: true,
    free: true,
    costs: [],
    description: plan.description,
    maintenance_info: {},
    broker_catalog: {
      id: stableGuid('catalog plan', service.name, plan.name),
      metadata: {},
      maximum_polling_duration: null,
      features: { bindable: true, plan_updateable: false },
    },
    schemas: {
      service_instance: {
        create: { parameters: schemas?.create ?? NO_SCHEMA },
        update: { parameters: schemas?.update ?? NO_SCHEMA },
      },
      service_binding: { create: { parameters: schemas?.bind ?? NO_SCHEMA } },
    },
    relationships: { service_offering: { data: { guid: offering } } },
    metadata: { labels: {}, annotations: {} },
    links: {
      self: link(sap, `/v3/service_plans/${guid}`),
      service_offering: link(sap, `/v3/service_offerings/${offering}`),
    },
  };
}

function visibleOfferings(sap: Sap, may: Permissions, url: URL): MarketplacePlan[] {
  const plans = visiblePlans(sap, organizationsAsked(sap, may, url));
  return plans.filter((plan, index) => plans.findIndex(({ offering }) => offering === plan.offering) === index);
}

function listOfferings({ sap, may, url }: Call) {
  const filters = {
    ...chosenBefore(url),
    names: (row: MarketplacePlan) => row.service.name,
    guids: (row: MarketplacePlan) => row.offering,
    available: () => 'true',
    service_broker_names: (row: MarketplacePlan) => brokerNameOf(row.service.name),
  };
  return listAnswer(sap, url, visibleOfferings(sap, may, url), filters, (row) => offeringObject(sap, row));
}

function getOffering({ sap, may, guid }: Call) {
  const offering = visibleOfferings(sap, may, new URL('local:/')).find((row) => row.offering === guid);
  return offeringObject(sap, orNotFound(offering, 'Service offering'));
}

function offeringObject(sap: Sap, { offering, service, createdAt }: MarketplacePlan) {
  return {
    guid: offering,
    created_at: timestamp(createdAt),
    updated_at: timestamp(createdAt),
    name: service.name,
    description: service.description,
    available: true,
    tags: [],
    requires: [],
    shareable: false,
    documentation_url: null,
    broker_catalog: {
      id: stableGuid('catalog offering', service.name),
      metadata: {},
      features: {
        plan_updateable: false,
        bindable: true,
        instances_retrievable: false,
        bindings_retrievable: false,
        allow_context_updates: false,
      },
    },
    relationships: { service_broker: { data: { guid: stableGuid('service broker', service.name) } } },
    metadata: { labels: {}, annotations: {} },
    links: { self: link(sap, `/v3/service_offerings/${offering}`) },
  };
}
