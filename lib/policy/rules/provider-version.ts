import { admits } from '../../core/providers';
import { blocksOf } from '../configuration';
import type { SynthRule, Violation } from '../rule';

/** The first release that replaces instances configured by plan guid; from it on plan and offering names work. */
const REPLACES_BY_GUID = '1.17.0';
const WITH_NAMES = '1.17.0';

export const PROVIDER_VERSION: SynthRule = {
  id: 'ISC005',
  title: 'ProviderVersion',
  level: 'error',
  why:
    'From 1.17.0 on the provider cloudfoundry replaces a service instance that names its plan by guid at any update ' +
    '(upstream issue 574), and all its keys go with it. Before 1.17.0 it does not know plan and offering names.',
  fix: 'Constrain the provider to < 1.17.0 with service_plan, to >= 1.17.0 with service_plan_name.',

  check(configuration) {
    const { version } = configuration.terraform?.required_providers?.cloudfoundry ?? {};
    const constraint = version ?? '';
    return blocksOf(configuration)
      .filter(({ kind, type }) => kind === 'resource' && type === 'cloudfoundry_service_instance')
      .flatMap((block): Violation[] => {
        const wrong = `is used while the provider cloudfoundry may be '${constraint || 'any version'}'`;
        if (block.body.service_plan !== undefined && admits(constraint, { from: REPLACES_BY_GUID })) {
          const fix =
            "constrain the provider to '>= 1.13.0, < 1.17.0', or name plan and offering from a fixed release on";
          return [{ block, property: 'service_plan', wrong, allowed: `versions below ${REPLACES_BY_GUID}`, fix }];
        }
        if (block.body.service_plan_name !== undefined && admits(constraint, { below: WITH_NAMES })) {
          const fix = `constrain the provider to '>= ${WITH_NAMES}', or use service_plan`;
          return [{ block, property: 'service_plan_name', wrong, allowed: `versions from ${WITH_NAMES} on`, fix }];
        }
        return [];
      });
  },
};
