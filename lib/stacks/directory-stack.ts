import type { Construct } from 'constructs';
import { DirectoryEntitlement } from '../btp/directory-entitlement';
import type { DirectorySettings } from '../landscape/settings';
import { type DeploymentSettings, LandscapeStack } from './landscape-stack';

export interface DirectoryStackProps extends DeploymentSettings {
  readonly directories: readonly DirectorySettings[];
}

/** The entitlements of directories that manage them for their subaccounts. */
export class DirectoryStack extends LandscapeStack {
  constructor(scope: Construct, id: string, props: DirectoryStackProps) {
    super(scope, id, props);
    for (const { name, id: directoryId, entitlements } of props.directories) {
      for (const { service, plan, ...rest } of entitlements) {
        new DirectoryEntitlement(this, `Entitlement-${name}-${service}-${plan}`, {
          directoryId,
          serviceName: service,
          planName: plan,
          ...rest,
        });
      }
    }
  }
}
