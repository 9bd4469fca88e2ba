import { BtpProvider } from '@cdktf/provider-btp/lib/provider';
import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import type { StateSettings } from '../landscape/state-settings';
import { createBackend } from './backend';

/** What the environment says about all stacks of a landscape. */
export interface DeploymentSettings {
  /** Subdomain of the global account. */
  readonly globalAccount: string;
  /**
   * URL of the BTP CLI server.
   *
   * @default - SAP's, by the provider
   */
  readonly btpCliServerUrl?: string;
  /**
   * URL of the Cloud Foundry API.
   *
   * @default - the one in the labels of each subaccount's Cloud Foundry environment
   */
  readonly cfApiUrl?: string;
  /**
   * Where the states are kept.
   *
   * @default - in `stateDir`
   */
  readonly state?: StateSettings;
  /**
   * Folder of local states, which only its owner can enter.
   *
   * @default 'state'
   */
  readonly stateDir?: string;
}

/** A stack of a landscape: its own state, and the provider SAP/btp with credentials from the environment. */
export abstract class LandscapeStack extends TerraformStack {
  constructor(scope: Construct, id: string, settings: DeploymentSettings) {
    super(scope, id);
    new BtpProvider(this, 'btp', { globalaccount: settings.globalAccount, cliServerUrl: settings.btpCliServerUrl });
    createBackend(this, settings.state, settings.stateDir);
  }
}
