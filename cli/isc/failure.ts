import type { Unanswered } from '../http/unanswered';

/** What kind of failure it is, for programs; docs/cli.md lists them with their sentences. */
export type FailureCode =
  | 'incomplete'
  | `token-${Unanswered['problem']}`
  | 'token-unauthorized'
  | 'token-rate-limited'
  | 'token-refused'
  | `endpoint-${Unanswered['problem']}`
  | 'unauthorized'
  | 'role-missing'
  | 'csrf-protected'
  | 'not-deployed'
  | 'not-started'
  | 'iflow-failed'
  | 'refused';

export interface Failure {
  readonly code: FailureCode;
  /** One sentence: what is wrong, and what to do. */
  readonly reason: string;
}
