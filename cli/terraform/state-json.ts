/** An object of a state, as `terraform state pull` prints it (version 4). Its attributes hold secrets. */
export interface StateObject {
  readonly mode: string;
  readonly type: string;
  readonly name: string;
  readonly address: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

interface StateJson {
  readonly resources?: readonly {
    readonly module?: string;
    readonly mode?: string;
    readonly type?: string;
    readonly name?: string;
    readonly instances?: readonly {
      readonly index_key?: string | number;
      readonly attributes?: Readonly<Record<string, unknown>> | null;
    }[];
  }[];
}

/** The objects of a state; none of an empty one. */
export function readState(stateText: string): StateObject[] {
  const { resources = [] } = JSON.parse(stateText || '{}') as StateJson;
  return resources.flatMap(({ module, mode = '', type = '', name = '', instances = [] }) =>
    instances.map(({ index_key: index, attributes }) => {
      const path = [module, mode === 'data' ? 'data' : undefined, type, name].filter(Boolean).join('.');
      const address = index === undefined ? path : `${path}[${JSON.stringify(index)}]`;
      return { mode, type, name, address, attributes: attributes ?? {} };
    }),
  );
}

/** Whether Cloud Foundry said of an object that the last thing done to it failed. */
export function lastOperationFailed(values: Readonly<Record<string, unknown>> | undefined): boolean {
  return (values?.last_operation as { state?: unknown } | null | undefined)?.state === 'failed';
}
