import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, DefaultTokenResolver, StringConcat, TerraformStack, Tokenization } from 'cdktf';
import type { IConstruct } from 'constructs';
import { type KeyAndCertificate, selfSignedCertificate } from '../../emulator/it-rt-broker/certificates';
import { CloudFoundryEnvironment, type ICloudFoundryEnvironment } from '../../lib/btp/cloud-foundry-environment';
import { Entitlement } from '../../lib/btp/entitlement';
import { Subaccount } from '../../lib/btp/subaccount';
import { type IServicePlan, ServicePlan } from '../../lib/cloud-foundry/service-plan';
import { type ISpace, Space } from '../../lib/cloud-foundry/space';
import { ProcessIntegrationRuntime } from '../../lib/runtime/process-integration-runtime';

/** A synthesized stack as Terraform gets it. */
export interface TerraformJson {
  readonly data?: Record<string, Record<string, Record<string, unknown>>>;
  readonly resource?: Record<string, Record<string, Record<string, unknown>>>;
  readonly output?: Record<string, { value: unknown; sensitive?: boolean }>;
  readonly provider?: Record<string, Record<string, unknown>[]>;
  readonly terraform: Record<string, unknown>;
  readonly locals?: Record<string, string>;
  readonly import?: { readonly to: string; readonly id: string }[];
}

/**
 * Synthesizes a stack by `app.synth()`, the only way that runs everything a user's synth runs: preparation, aspects,
 * validations and annotations.
 */
export function synthesize(build: (stack: TerraformStack) => void): TerraformJson {
  return synthesizeApp((app) => build(new BareStack(app, 'stack')));
}

/** The only stack of an app. */
export function synthesizeApp(build: (app: App) => void): TerraformJson {
  const outdir = mkdtempSync(join(tmpdir(), 'btp-isc-synth-'));
  try {
    const app = new App({ outdir });
    build(app);
    app.synth();
    const { stacks } = JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8'));
    const [{ synthesizedStackPath }] = Object.values(stacks) as [{ synthesizedStackPath: string }];
    return JSON.parse(readFileSync(join(outdir, synthesizedStackPath), 'utf8'));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

class BareStack extends TerraformStack {
  constructor(app: App, id: string) {
    super(app, id);
    // The library creates no providers, cdktf insists on some.
    for (const name of ['btp', 'cloudfoundry', 'time'] as const) {
      const { [PROVIDERS[name].className]: Provider } = require(PROVIDERS[name].module);
      new Provider(this, name, name === 'btp' ? { globalaccount: 'acme' } : {});
    }
  }
}

const PROVIDERS = {
  btp: { module: '@cdktf/provider-btp/lib/provider', className: 'BtpProvider' },
  cloudfoundry: { module: '@cdktf/provider-cloudfoundry/lib/provider', className: 'CloudfoundryProvider' },
  time: { module: '@cdktf/provider-time/lib/provider', className: 'TimeProvider' },
} as const;

/** The only resource of a type. */
export function onlyResource(json: TerraformJson, type: string): Record<string, unknown> {
  const all = Object.values(json.resource?.[type] ?? {});
  if (all.length !== 1 || !all[0]) throw new Error(`expected one ${type}, found ${all.length}`);
  return all[0];
}

/** A value of a construct as it stands in the configuration. */
export function resolved(scope: TerraformStack, value: unknown): unknown {
  return Tokenization.resolve(value, { scope, resolver: new DefaultTokenResolver(new StringConcat()) });
}

/** What a user sees beside a construct when its app is synthesized. */
export const annotationsOf = (construct: IConstruct, level: 'info' | 'warn'): string[] =>
  construct.node.metadata.filter(({ type }) => type === `@cdktf/${level}`).map(({ data }) => String(data));

export interface Ground {
  readonly environment: ICloudFoundryEnvironment;
  readonly entitlement: Entitlement;
  readonly space: ISpace;
  readonly servicePlan: IServicePlan;
}

/** What a runtime stands on, in a stack of a test. */
export function ground(stack: TerraformStack, planName = 'integration-flow'): Ground {
  const subaccount = Subaccount.fromSubaccountId(stack, 'Subaccount', '5d1b3a70-0000-4000-8000-0000000000d1');
  const environment = CloudFoundryEnvironment.fromSubaccount(stack, 'CloudFoundry', subaccount);
  const entitlement = new Entitlement(stack, 'Entitlement', { subaccount, serviceName: 'it-rt', planName });
  const space = new Space(stack, 'Space', { environment, name: 'integration' });
  return { environment, entitlement, space, servicePlan: new ServicePlan(stack, 'Plan', { entitlement }) };
}

export const A_UUID = '0b24d1a8-5f3c-4d0e-9a57-3c1f0e2b7d66';

/** An instance that exists already: all that a key needs. */
export const existingRuntime = (
  stack: TerraformStack,
  planName: 'integration-flow' | 'api' = 'integration-flow',
  id = 'Runtime',
) => ProcessIntegrationRuntime.fromServiceInstanceAttributes(stack, id, { serviceInstanceId: A_UUID, planName });

/** A certificate of a client, to be read and not to be trusted: 1024 bits are made ten times as fast as 2048. */
export function clientCertificate({ notBefore = new Date(), days = 30 } = {}): KeyAndCertificate {
  return selfSignedCertificate({ commonName: 'fake-client', notBefore, days, bits: 1024 });
}
