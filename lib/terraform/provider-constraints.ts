/**
 * Constraints of the Cloud Foundry provider, one for each way in which a service instance can name its plan. Up to 1.16
 * a plan is a guid; since 1.17 it can also be the names of plan and offering, which the provider resolves itself.
 *
 * One combination is dangerous: on 1.17.x an instance that is configured by guid is replaced by any update, together
 * with all its keys (upstream issue 574, mended by pull request 577). `ServicePlan` refuses it.
 *
 * Going from `guid` to `name`: change both the constraint and the plans in one commit and deploy with refresh on, as by
 * default: the refresh fills in the names, and the plan is empty. With `-refresh=false` it would be a replacement.
 */
export const CLOUDFOUNDRY_CONSTRAINT = {
  /** For `new ServicePlan`. `credential_binding` works since 1.9, resource identity since 1.13. */
  guid: '>= 1.13.0, < 1.17.0',
  /** For `ServicePlan.byName`. Updates in place are known of 1.17. */
  name: '>= 1.17.0, < 2.0.0',
} as const;

/** Version constraints of the providers, as every stack declares them unless it overrides them. */
export const PROVIDER_CONSTRAINTS = {
  btp: '>= 1.0.0, < 2.0.0',
  cloudfoundry: CLOUDFOUNDRY_CONSTRAINT.guid,
  time: '>= 0.9.0, < 1.0.0',
} as const;
