import type { IConstruct } from 'constructs';

/** What a user sees beside a construct when its app is synthesized. */
export const annotationsOf = (construct: IConstruct, level: 'info' | 'warn'): string[] =>
  construct.node.metadata.filter(({ type }) => type === `@cdktf/${level}`).map(({ data }) => String(data));
