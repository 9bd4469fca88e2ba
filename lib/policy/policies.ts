import { Annotations, type App, Aspects, type IAspect, TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';
import { harmless } from '../core/harmless';
import type { TerraformConfiguration } from './configuration';
import { describeFinding, evaluate, type SynthFinding } from './evaluate';
import type { SynthRule } from './rule';
import { BROAD_API_ROLES } from './rules/broad-api-roles';
import { LEAST_PRIVILEGE } from './rules/least-privilege';
import { NO_LEAKED_SECRETS } from './rules/no-leaked-secrets';
import { PROVIDER_VERSION } from './rules/provider-version';
import { SAFE_NAMES } from './rules/safe-names';

/** What every landscape is checked with. */
export const RECOMMENDED_RULES: readonly SynthRule[] = [
  NO_LEAKED_SECRETS,
  LEAST_PRIVILEGE,
  BROAD_API_ROLES,
  SAFE_NAMES,
  PROVIDER_VERSION,
];

/** Attaches the recommended rules to every stack that the app has by now: call it after the stacks are made. */
export function applyRecommendedPolicies(app: App): void {
  // To each stack, because cdktf ignores aspects of an app.
  for (const stack of app.node.findAll().filter(TerraformStack.isStack)) {
    Aspects.of(stack).add(new Policies(RECOMMENDED_RULES));
  }
}

/**
 * Aspect that checks a stack against rules. An error stops synthesis, a warning is shown; what is acknowledged is
 * recorded as information. Attach it to a stack.
 */
export class Policies implements IAspect {
  constructor(private readonly rules: readonly SynthRule[]) {}

  visit(node: IConstruct): void {
    const stack = stackThatEndsWith(node);
    if (!stack) return;
    for (const finding of evaluate(stack.toTerraform() as TerraformConfiguration, this.rules)) {
      annotate(constructAt(stack, finding.path), finding);
    }
  }
}

/** The last construct is visited last, when other aspects have changed what they change. */
function stackThatEndsWith(node: IConstruct): TerraformStack | undefined {
  if (node.node.children.length > 0) return undefined;
  let construct = node;
  while (!TerraformStack.isStack(construct)) {
    const scope: IConstruct | undefined = construct.node.scope;
    if (scope?.node.children.at(-1) !== construct) return undefined;
    construct = scope;
  }
  return construct;
}

/** A path whose last steps are no constructs any more belongs to the nearest that is one. */
function constructAt(stack: TerraformStack, path: string): IConstruct {
  let construct: IConstruct = stack;
  for (const step of path.split('/').slice(stack.node.path.split('/').length)) {
    construct = construct.node.tryFindChild(step) ?? construct;
  }
  return construct;
}

function annotate(construct: IConstruct, finding: SynthFinding): void {
  const annotations = Annotations.of(construct);
  const message = harmless(describeFinding(finding));
  if (finding.acknowledged !== undefined) annotations.addInfo(message);
  else if (finding.level === 'error') annotations.addError(message);
  else annotations.addWarning(message);
}
