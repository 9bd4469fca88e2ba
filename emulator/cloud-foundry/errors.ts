import type { JobError } from '../store/tables';

/** An error document of the Cloud Controller (facts: cf 3). */
export class CloudFoundryError extends Error {
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 409 | 422 | 501 | 502,
    readonly code: number,
    readonly title: string,
    detail: string,
  ) {
    super(detail);
  }

  get document(): { errors: JobError[] } {
    return { errors: [{ detail: this.message, title: this.title, code: this.code }] };
  }
}

/** Only this code means "gone" to clients (facts: cf 0.10). */
export const notFound = (what: string) => new CloudFoundryError(404, 10010, 'CF-ResourceNotFound', `${what} not found`);

export const unknownRequest = () => new CloudFoundryError(404, 10000, 'CF-NotFound', 'Unknown request');

export const unprocessable = (detail: string) => new CloudFoundryError(422, 10008, 'CF-UnprocessableEntity', detail);

/** Code and title from memory of the Cloud Controller's catalogue of errors. */
export const unparsable = () =>
  new CloudFoundryError(400, 1001, 'CF-MessageParseError', 'Request invalid due to parse error: invalid request body');

export const badQuery = (detail: string) =>
  new CloudFoundryError(400, 10005, 'CF-BadQueryParameter', `The query parameter is invalid: ${detail}`);

export const notAuthorized = () =>
  new CloudFoundryError(403, 10003, 'CF-NotAuthorized', 'You are not authorized to perform the requested action');

export const notAuthenticated = () => new CloudFoundryError(401, 10002, 'CF-NotAuthenticated', 'Authentication error');

export const invalidToken = () => new CloudFoundryError(401, 1000, 'CF-InvalidAuthToken', 'Invalid Auth Token');
