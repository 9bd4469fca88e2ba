import type { LandscapeName } from './landscapes';

/** A request of a deployment at which something can go wrong. */
export interface Step {
  readonly name: string;
  /** The request, as a fault rule matches it. */
  readonly request: { readonly method?: string; readonly path?: string; readonly command?: string };
  /** Deployed before anything goes wrong; nothing when absent. */
  readonly before?: LandscapeName;
  /** Deployed while it goes wrong, and again until it is there. */
  readonly landscape: LandscapeName;
  /** The command that meets the fault; `apply` when absent. */
  readonly command?: 'import';
  /** The job that the request starts or watches, as a fault names it. */
  readonly job?: string;
}

const INSTANCES = '^/cf/v3/service_instances';
const KEYS = '^/cf/v3/service_credential_bindings';

export const STEPS: readonly Step[] = [
  {
    name: 'entitle',
    request: { command: 'accounts/entitlement?assign' },
    landscape: 'one',
    job: 'entitlement.assign',
  },
  { name: 'space', request: { method: 'POST', path: '^/cf/v3/spaces$' }, landscape: 'one' },
  { name: 'plan lookup', request: { method: 'GET', path: '^/cf/v3/service_plans$' }, landscape: 'one' },
  {
    name: 'instance create',
    request: { method: 'POST', path: `${INSTANCES}$` },
    landscape: 'one',
    job: 'service_instance.create',
  },
  { name: 'poll', request: { method: 'GET', path: '^/cf/v3/jobs/' }, landscape: 'one', job: 'service_instance.create' },
  { name: 'key create', request: { method: 'POST', path: `${KEYS}$` }, landscape: 'one', job: 'service_keys.create' },
  { name: 'key read', request: { method: 'GET', path: `${KEYS}/[^/]+/details$` }, landscape: 'one' },
  {
    name: 'update',
    request: { method: 'PATCH', path: `${INSTANCES}/` },
    before: 'one',
    landscape: 'changed',
    job: 'service_instance.update',
  },
  {
    name: 'key delete',
    request: { method: 'DELETE', path: `${KEYS}/` },
    before: 'two',
    landscape: 'one',
    job: 'service_keys.delete',
  },
  {
    name: 'instance delete',
    request: { method: 'DELETE', path: `${INSTANCES}/` },
    before: 'two',
    landscape: 'one',
    job: 'service_instance.delete',
  },
  {
    name: 'import',
    request: { method: 'GET', path: `${INSTANCES}/[^/]+$` },
    before: 'one',
    landscape: 'one',
    command: 'import',
  },
];
