import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedFiles } from '../../docs/generate/files';
import { projectRoot } from '../../toolchain/paths';

describe('what is made from the code is as the code is', () => {
  test.each(generatedFiles())('$path', ({ path, content }) => {
    const committed = readFileSync(join(projectRoot, path), 'utf8');
    // Not toBe: a difference of hundreds of lines helps nobody.
    if (committed !== content()) throw new Error(`${path} is stale: run 'npm run generate' and commit what it writes`);
  });
});
