import type { SynthRule } from '../rule';
import { runtimesOf } from '../runtimes';

/** Roles of plan `api` that stand for whole groups of tasks, or that go around other protection. */
const isBroad = (role: string) => role.startsWith('AuthGroup_') || role === 'AccessAllAccessPoliciesArtifacts';

export const BROAD_API_ROLES: SynthRule = {
  id: 'ISC003',
  title: 'BroadApiRoles',
  level: 'warning',
  why:
    'An AuthGroup_* role holds all rights of a group of people, such as administrators; AccessAllAccessPoliciesArtifacts ' +
    'goes around access policies. Who has the key has the tenant.',
  fix: 'Name the single roles that the client needs, e.g. MonitoringDataRead.',

  check(configuration) {
    return runtimesOf(configuration).flatMap(({ block, roles }) =>
      roles.filter(isBroad).map((role) => ({
        block,
        property: 'roles',
        wrong: `holds '${role}'`,
        allowed: 'roles for single tasks',
        fix: 'name the single roles that the client needs, e.g. MonitoringDataRead',
      })),
    );
  },
};
