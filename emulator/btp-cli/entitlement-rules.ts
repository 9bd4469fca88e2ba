import { hasQuota, remainingAmount } from '../entitlements';
import type { LocalSap } from '../local-sap';
import type { Directory, Service, ServicePlan } from '../store/tables';
import { BackendError } from './answers';

export function refuseOverQuota(
  sap: LocalSap,
  service: Service,
  plan: ServicePlan,
  more: number,
  manager: Directory | undefined,
): void {
  if (!hasQuota(plan) || more <= remainingAmount(sap, service.name, plan, manager)) return;
  throw new BackendError(
    400,
    `The quota of service plan ${plan.name} of service ${service.name} is exceeded. [Error: 12003/400]`,
  );
}
