import { lastOperationFailed } from '../terraform/state-json';
import { group } from './attributes';
import type { StackPlan } from './stack-plan';

/** An object whose last operation failed at SAP. */
export interface FailedOperation {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly id: string;
  /** `update`, `delete`, … */
  readonly operation: string;
  /** What SAP says of it. */
  readonly description: string;
}

/**
 * What failed at SAP and is left as it is by the plan. The provider stores the parameters of an update although it failed, so
 * that no later plan shows them as a change. A plan that changes the object sends all its parameters, and is left out.
 */
export function failedOperations({ json, changes }: Pick<StackPlan, 'json' | 'changes'>): FailedOperation[] {
  const resources = json.prior_state?.values?.root_module?.resources ?? [];
  return resources.flatMap(({ address, mode, type, values }) => {
    if (mode !== 'managed' || !lastOperationFailed(values)) return [];
    if (changes.some((change) => change.address === address)) return [];
    const { type: operation, description } = group(values?.last_operation);
    return [
      {
        address,
        type,
        name: String(values?.name ?? address),
        id: String(values?.id ?? ''),
        operation: String(operation),
        description: String(description ?? ''),
      },
    ];
  });
}

/** What happened, for everybody who tells it. */
export function failedOperationText({ operation, description }: FailedOperation): string {
  const said = description ? `: "${description}"` : '';
  const outdated = operation === 'update' ? '; the state has its new parameters, SAP may still have the old ones' : '';
  return `its last operation (${operation}) failed at SAP${said}${outdated}`;
}
