import { TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';
import { checkAcknowledgement } from '../core/policy';
import { rejectProblems } from '../terraform/reject-problems';
import type { Acknowledgement } from './configuration';

const acknowledged = new WeakMap<TerraformStack, Acknowledgement[]>();

/**
 * Records that findings of a rule are accepted on a construct and everything in it. The reason goes into the
 * synthesized stack (`"//".acknowledged` in `cdk.tf.json`), where reviewers and later checks read it.
 *
 * @param construct a stack or something in one
 * @param ruleId e.g. `ISC002`
 * @param reason why it is right here, for those who read it in a year; at least ten characters
 * @throws ValidationError when there is no such rule or no reason
 */
export function acknowledge(construct: IConstruct, ruleId: string, reason: string): void {
  rejectProblems(construct, '', { rule: ruleId, reason }, (known) => checkAcknowledgement('', known));
  const stack = TerraformStack.of(construct);
  const entries = acknowledged.get(stack) ?? [];
  acknowledged.set(stack, entries);
  entries.push({ path: construct.node.path, rule: ruleId, reason: reason.trim() });
  stack.addOverride('//.acknowledged', entries);
}
