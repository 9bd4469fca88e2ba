import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { HttpClient } from '../cli/http/exchange';
import type { ConnectorSheet } from '../cli/sheet/sheet';
import { type Delivery, deliverEvent } from '../cli/verify/deliver';
import { sampleEvent } from '../cli/verify/external-event';
import { connectorOutputNames } from '../lib/core/isc';
import { closest } from '../lib/core/problems';
import type { LocalSap } from './local-sap';
import { type BuildApp, synthesize } from './synthesis';
import { StackTerraform, type TerraformOptions } from './terraform';

/** A change that a plan announces. */
export interface PlannedChange {
  readonly stack: string;
  /** Address of the resource, or `output.<name>`. */
  readonly address: string;
  /** `create`, `update`, `delete`, `create, delete` (replaced) …, as Terraform names them. */
  readonly action: string;
}

/** What a plan of all stacks says; empty when there is nothing to do. */
export interface Plan {
  readonly changes: readonly PlannedChange[];
  /** Terraform's own words, sensitive values masked. */
  readonly text: string;
}

/** The values of a stack by the names of its outputs, the sensitive ones included. */
export type Outputs = Readonly<Record<string, unknown>>;

/**
 * Deploys an app to a local SAP: synthesized as `cdktf synth` does it, applied by the real Terraform and the real
 * providers. Whatever the stacks say, providers lead to the local SAP, states lie in the test's folder, and waits for
 * the marketplace take one second.
 *
 * @param build puts stacks into the app that it gets, or returns an app: `() => landscapeApp()`
 */
export async function deploy(sap: LocalSap, build: BuildApp, options: TerraformOptions = {}): Promise<Deployment> {
  const deployment = new Deployment(sap, options);
  await deployment.apply(build);
  return deployment;
}

export class Deployment {
  readonly #folder: string;
  readonly #terraform: StackTerraform;
  #stacks: readonly string[] = [];

  constructor(
    readonly sap: LocalSap,
    options: TerraformOptions = {},
  ) {
    this.#folder = mkdtempSync(join(sap.folder, 'deployment-'));
    this.#terraform = new StackTerraform({ ...options, env: { ...sap.env, ...options.env } });
  }

  /** Names of the stacks, each after those that it depends on. */
  get stacks(): readonly string[] {
    return this.#stacks;
  }

  /** Applies the app as it is now over what is deployed. */
  async apply(build: BuildApp): Promise<void> {
    this.synthesize(build);
    for (const stack of this.#stacks) await this.terraform(stack, 'apply', '-auto-approve', '-no-color');
  }

  /** Plans what is deployed, or the app as it is now, without applying it. */
  async plan(build?: BuildApp): Promise<Plan> {
    if (build) this.synthesize(build);
    const plans: Plan[] = [];
    for (const stack of this.#stacks) plans.push(await this.planOf(stack));
    return {
      changes: plans.flatMap(({ changes }) => changes),
      text: plans.map(({ text }) => text).join(''),
    };
  }

  /** @param stack may be left out when there is only one */
  async outputs(stack = this.onlyStack()): Promise<Outputs> {
    const said = await this.terraform(stack, 'output', '-json', '-no-color');
    const outputs = Object.entries(JSON.parse(said) as Record<string, { value: unknown }>);
    return Object.fromEntries(outputs.map(([name, { value }]) => [name, value]));
  }

  /** Plays ISC: sends an event to the iFlow of a connector, with the values that its stack hands over. */
  async sendEvent(connectorName: string, event = sampleEvent(randomUUID())): Promise<Delivery> {
    const outputs: Outputs[] = [];
    for (const stack of this.#stacks) outputs.push(await this.outputs(stack));
    return deliverEvent(connectorOf(connectorName, outputs), event, new HttpClient(process.env));
  }

  /** Destroys all stacks, the dependent ones first. */
  async destroy(): Promise<void> {
    for (const stack of [...this.#stacks].reverse()) {
      await this.terraform(stack, 'destroy', '-auto-approve', '-no-color');
    }
  }

  /** Runs Terraform in the folder of a stack, which is initialized; returns what it said. */
  async terraform(stack: string, ...args: string[]): Promise<string> {
    await this.initialize(stack);
    return this.#terraform.run(stack, this.folderOf(stack), ...args);
  }

  readonly #initialized = new Set<string>();

  private async initialize(stack: string): Promise<void> {
    if (this.#initialized.has(stack)) return;
    await this.#terraform.run(stack, this.folderOf(stack), 'init', '-input=false', '-no-color');
    this.#initialized.add(stack);
  }

  private async planOf(stack: string): Promise<Plan> {
    await this.initialize(stack);
    const text = await this.#terraform.plan(stack, this.folderOf(stack), 'plan');
    if (text === undefined) return { changes: [], text: '' };
    const json = await this.#terraform.run(stack, this.folderOf(stack), 'show', '-json', 'plan');
    return { changes: changesIn(stack, JSON.parse(json) as PlanJson), text };
  }

  private synthesize(build: BuildApp): void {
    mkdirSync(join(this.#folder, 'stacks'), { recursive: true });
    const app = join(this.#folder, 'cdktf.out');
    this.#stacks = synthesize(build, this.sap, { app, stack: (name) => this.folderOf(name) });
    this.#initialized.clear();
  }

  private folderOf(stack: string): string {
    return join(this.#folder, 'stacks', stack);
  }

  private onlyStack(): string {
    const [stack, ...others] = this.#stacks;
    if (stack === undefined || others.length > 0) {
      throw new Error(`Name a stack: there are ${this.#stacks.join(', ') || 'none'}.`);
    }
    return stack;
  }
}

interface PlanJson {
  readonly resource_changes?: readonly { address: string; change: { actions: readonly string[] } }[];
  readonly output_changes?: Readonly<Record<string, { actions: readonly string[] }>>;
}

function changesIn(stack: string, { resource_changes = [], output_changes = {} }: PlanJson): PlannedChange[] {
  const all = [
    ...resource_changes.map(({ address, change }) => ({ stack, address, action: change.actions.join(', ') })),
    ...Object.entries(output_changes).map(([name, { actions }]) => ({
      stack,
      address: `output.${name}`,
      action: actions.join(', '),
    })),
  ];
  return all.filter(({ action }) => action !== 'no-op' && action !== 'read');
}

/** What ISC would know of a connector, from the outputs of stacks. */
function connectorOf(connectorName: string, stacks: readonly Outputs[]): ConnectorSheet {
  const names = connectorOutputNames(connectorName);
  const outputs = stacks.find((values) => names.endpointUrl in values);
  if (!outputs) throw new Error(noConnector(names.endpointUrl, stacks));
  const text = (name: string) => (outputs[name] === undefined ? undefined : String(outputs[name]));
  return {
    subaccount: '',
    connectorName,
    endpointUrl: text(names.endpointUrl),
    authentication: text(names.authentication) as ConnectorSheet['authentication'],
    clientId: text(names.clientId),
    clientSecret: text(names.clientSecret),
    tokenEndpoint: text(names.tokenEndpoint),
  };
}

function noConnector(output: string, stacks: readonly Outputs[]): string {
  const there = stacks.flatMap((values) => Object.keys(values)).filter((name) => name.endsWith('_endpoint_url'));
  const near = closest(output, there);
  return (
    `No stack hands over ${output}, so there is no such connector. ` +
    (there.length === 0 ? 'There is none at all.' : `There are: ${there.join(', ')}.`) +
    (near ? ` Did you mean ${near}?` : '')
  );
}
