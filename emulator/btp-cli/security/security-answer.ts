import type { BackendAnswer } from '../answers';

/** As recorded: roles and trust without a character set, users with one in lower case. */
export const securityAnswer = (body: unknown): BackendAnswer => ({ status: 200, body, mediaType: 'application/json' });

export const userAnswer = (body: unknown): BackendAnswer => ({
  status: 200,
  body,
  mediaType: 'application/json;charset=utf-8',
});
