import { landscapeJsonSchema } from '../../lib/landscape/json-schema';
import { apiReference } from './api-reference';
import { pages } from './markdown';
import { hasParts, withParts } from './parts';
import { settingsReference } from './settings-reference';
import { settingsTypes } from './settings-types';
import { sheetPicture } from './sheet-picture';

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
    { path: 'lib/landscape/settings.ts', content: settingsTypes },
    { path: 'docs/reference/landscape.md', content: settingsReference },
    { path: 'docs/reference/api.md', content: apiReference },
    { path: 'docs/images/sheet.svg', content: sheetPicture },
    ...pages()
      .filter(({ text }) => hasParts(text))
      .map(({ path }) => ({ path, content: () => withParts(path) })),
  ];
}
