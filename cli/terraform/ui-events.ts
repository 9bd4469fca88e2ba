/** A line of a command of terraform with `-json`, as far as it is read here. Source: Terraform's "Machine-Readable UI". */
export interface UiEvent {
  readonly type?: string;
  /** Of a state that could be written nowhere. */
  readonly state?: object;
  readonly hook?: {
    readonly action?: string;
    readonly resource?: { readonly addr?: string; readonly resource_type?: string };
  };
  readonly diagnostic?: {
    readonly severity?: string;
    readonly summary?: string;
    readonly detail?: string;
    /** Of the object, where it is in the configuration. */
    readonly address?: string;
  };
}

/** Reads one line; undefined for what is not JSON. */
export function readUiEvent(line: string): UiEvent | undefined {
  try {
    return JSON.parse(line) as UiEvent;
  } catch {
    return undefined;
  }
}
