/**
 * What `terraform show -json` says of a saved plan, as far as it is read here. Source: Terraform's "JSON Output Format",
 * format 1.x; OpenTofu writes the same. Sensitive values stand in it in plain text, so it never leaves memory.
 */
export interface PlanJson {
  readonly terraform_version?: string;
  readonly resource_changes?: readonly ResourceChangeJson[];
  /** What changed outside of Terraform since the last apply. */
  readonly resource_drift?: readonly ResourceChangeJson[];
  readonly output_changes?: Readonly<Record<string, ChangeJson>>;
  readonly prior_state?: { readonly values?: StateValuesJson };
  readonly configuration?: { readonly root_module?: ModuleJson };
  readonly errored?: boolean;
}

export type Values = Readonly<Record<string, unknown>>;

export interface ResourceChangeJson {
  readonly address: string;
  /** Set where a `moved` block or a rename changed the address. */
  readonly previous_address?: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  readonly change: ChangeJson;
  readonly action_reason?: string;
}

export type Action = 'no-op' | 'create' | 'read' | 'update' | 'delete' | 'forget';

export interface ChangeJson {
  readonly actions: readonly Action[];
  readonly before?: unknown;
  readonly after?: unknown;
  readonly after_unknown?: unknown;
  readonly before_sensitive?: unknown;
  readonly after_sensitive?: unknown;
  /** Attributes that make a change a replacement. */
  readonly replace_paths?: readonly (readonly (string | number)[])[];
  readonly importing?: { readonly id?: string } | null;
}

interface StateValuesJson {
  readonly outputs?: Readonly<Record<string, { readonly value?: unknown; readonly sensitive?: boolean }>>;
  readonly root_module?: { readonly resources?: readonly StateResourceJson[] };
}

interface StateResourceJson {
  readonly address: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly values?: Values;
}

interface ModuleJson {
  readonly resources?: readonly {
    readonly address: string;
    readonly expressions?: Readonly<Record<string, { readonly references?: readonly string[] } | undefined>>;
  }[];
}
