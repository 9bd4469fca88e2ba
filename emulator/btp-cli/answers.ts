/** What the backend behind the CLI server says; always carried on HTTP 200 (facts: btp 0.3, 1.4). */
export interface BackendAnswer {
  readonly status: number;
  readonly body?: unknown;
  /** The body as a text, mostly of JSON, in place of `body`. */
  readonly text?: string;
  /** Recorded in lower case for what the token service answers. */
  readonly mediaType?: string;
}

const JSON_UTF8 = 'application/json;charset=UTF-8';

export const ok = (body: unknown): BackendAnswer => ({ status: 200, body, mediaType: JSON_UTF8 });

/** Done, and nothing to say: no body at all (recorded). */
export const done: BackendAnswer = { status: 200 };

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
