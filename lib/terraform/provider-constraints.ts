/**
 * Version constraints of the providers, as every stack declares them.
 *
 * `cloudfoundry`: `credential_binding` works since 1.9, resource identity since 1.13; 1.17 replaces an instance that is
 * configured by plan guid, and all its keys, at any update (upstream issue 574).
 */
export const PROVIDER_CONSTRAINTS = {
  btp: '>= 1.0.0, < 2.0.0',
  cloudfoundry: '>= 1.13.0, < 1.17.0',
  time: '>= 0.9.0, < 1.0.0',
} as const;
