import type { Construct } from 'constructs';
import { acknowledge } from '../policy/acknowledge';
import type { FoundationStack } from './foundation-stack';
import type { SubaccountSettings } from './landscape';
import { type DeploymentSettings, LandscapeStack } from './landscape-stack';
import { SubaccountConstructs } from './subaccount-constructs';

export interface SubaccountStackProps extends DeploymentSettings {
  readonly subaccount: SubaccountSettings;
  /**
   * The stack that creates what must exist before this one.
   *
   * @default - everything exists already
   */
  readonly foundation?: FoundationStack;
}

/** Space, runtimes, keys and connectors of one subaccount. */
export class SubaccountStack extends LandscapeStack {
  constructor(scope: Construct, id: string, props: SubaccountStackProps) {
    super(scope, id, props);
    new SubaccountConstructs(this, props).create();
    for (const { rule, reason } of props.subaccount.acknowledge) acknowledge(this, rule, reason);
  }
}
