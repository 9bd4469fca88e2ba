// `npm run generate`: the parts of the documentation that are made from the code. A test fails where one is stale.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../toolchain/paths';
import { generatedFiles } from './files';

for (const { path, content } of generatedFiles()) {
  writeFileSync(join(projectRoot, path), content());
  process.stderr.write(`• ${path}\n`);
}
