import { TerraformProvider, TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';
import { admits, CLOUDFOUNDRY_CONSTRAINT, type PlanLookup } from '../core/providers';

const NAME_OF_PROVIDER = 'cloudfoundry';

/** Releases that must not meet a style, and what would happen. */
const UNFIT: Readonly<
  Record<PlanLookup, { readonly range: { readonly from?: string; readonly below?: string }; readonly because: string }>
> = {
  guid: {
    // No release is known to have the corrected rule.
    range: { from: '1.17.0' },
    because:
      'from 1.17 on it replaces an instance that is configured by the guid of its plan, and all its keys, at any update',
  },
  name: {
    range: { below: '1.17.0' },
    because: 'releases before 1.17 do not know plans by name',
  },
};

/** Refuses, at synth, a constraint of the stack that admits a release which is unfit for the style. */
export function checkProviderRelease(construct: IConstruct, style: PlanLookup): string[] {
  const constraint = constraintOf(TerraformStack.of(construct));
  const { range, because } = UNFIT[style];
  if (constraint === undefined || !admits(constraint, range)) return [];
  return [
    `provider ${NAME_OF_PROVIDER} may be of an unfit release by the constraint '${constraint}', but ${because}; ` +
      `allowed: '${CLOUDFOUNDRY_CONSTRAINT[style]}'; fix: write stack.addOverride(` +
      `'terraform.required_providers.${NAME_OF_PROVIDER}.version', CLOUDFOUNDRY_CONSTRAINT.${style})`,
  ];
}

interface Overrides {
  readonly terraform?: { readonly required_providers?: Readonly<Record<string, { readonly version?: string }>> };
}

/** What the stack demands: its override, or what the bindings of the provider were generated for. */
function constraintOf(stack: TerraformStack): string | undefined {
  const { rawOverrides } = stack as unknown as { readonly rawOverrides?: Overrides };
  const overridden = rawOverrides?.terraform?.required_providers?.[NAME_OF_PROVIDER]?.version;
  if (overridden !== undefined) return overridden;
  const providers = stack.node.findAll().filter((each) => TerraformProvider.isTerraformProvider(each));
  const metadata = providers.map((each) => each.terraformGeneratorMetadata);
  return metadata.find((each) => each?.providerName === NAME_OF_PROVIDER)?.providerVersionConstraint;
}
