/** What the backend behind the CLI server says; always carried on HTTP 200 (facts: btp 0.3, 1.4). */
export interface BackendAnswer {
  readonly status: number;
  readonly body?: unknown;
}

export const ok = (body: unknown): BackendAnswer => ({ status: 200, body });

/** A refusal by the backend: HTTP 200, the status in its header, the text in `error`. */
export class BackendError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** A refusal by the CLI server itself, before any backend: a bare HTTP status, perhaps with a server message (facts: btp 1.4). */
export class RequestRefused extends Error {
  constructor(
    readonly status: 400 | 401 | 403 | 404,
    readonly serverMessage?: string,
  ) {
    super(serverMessage ?? `request refused with ${status}`);
  }
}
