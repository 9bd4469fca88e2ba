import { landscapeJsonSchema } from '../../lib/landscape/json-schema';
import { apiReference } from './api-reference';
import { settingsReference } from './settings-reference';

/** A committed file that is made from the code. */
export interface GeneratedFile {
  /** From the project's root. */
  readonly path: string;
  readonly content: () => string;
}

export function generatedFiles(): GeneratedFile[] {
  return [
    {
      path: 'lib/landscape/landscape.schema.json',
      content: () => `${JSON.stringify(landscapeJsonSchema(), null, 2)}\n`,
    },
    { path: 'docs/reference/landscape.md', content: settingsReference },
    { path: 'docs/reference/api.md', content: apiReference },
  ];
}
