import { API_ROLES, ROLE_TO_CALL_FLOWS } from '../../core/it-rt';
import type { SynthRule } from '../rule';
import { runtimesOf } from '../runtimes';

export const LEAST_PRIVILEGE: SynthRule = {
  id: 'ISC002',
  title: 'LeastPrivilege',
  level: 'warning',
  why:
    `${ROLE_TO_CALL_FLOWS} lets a client call iFlows, which is all that ISC does. Every further role is held by every ` +
    'key of the instance, also by one that got lost.',
  fix: `Give ${ROLE_TO_CALL_FLOWS} alone, or acknowledge the further role and say which iFlow asks for it.`,

  check(configuration) {
    return runtimesOf(configuration).flatMap(({ block, plan, roles }) => {
      if (plan === 'api') return [];
      const further = roles.filter(
        // Without the plan, the api plan's own roles are not this rule's.
        (role) =>
          role !== ROLE_TO_CALL_FLOWS && (plan !== undefined || !(API_ROLES as readonly string[]).includes(role)),
      );
      return further.map((role) => ({
        block,
        property: 'roles',
        wrong: `holds '${role}'`,
        allowed: `${ROLE_TO_CALL_FLOWS} alone`,
        fix: 'take the role out, or give the client that needs it an instance of its own',
      }));
    });
  },
};
