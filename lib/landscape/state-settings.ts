/** Terraform's own backends. */
export const BACKENDS = ['local', 's3', 'azurerm', 'gcs', 'http', 'pg', 'remote', 'cloud'] as const;
export type BackendName = (typeof BACKENDS)[number];

/** The setting `state` of a landscape: the backend and its settings, in the landscape's spelling. */
export interface StateSettings {
  readonly backend: BackendName;
  readonly [setting: string]: unknown;
}
