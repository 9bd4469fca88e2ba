import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { projectRoot } from '../../toolchain/paths';

export const exampleFile = (example: string, file = 'landscape.yaml') => join(projectRoot, 'examples', example, file);

/** The landscape of an example for the local SAP, whose marketplace needs no time. */
export function hurried(example: string, marketplaceWait = '1s'): string {
  const document = parseDocument(readFileSync(exampleFile(example), 'utf8'), { merge: true });
  document.setIn(['defaults', 'marketplaceWait'], marketplaceWait);
  return document.toString();
}
