import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Version of the package, from the package.json above this file, compiled or not. */
export const version = readVersion(__dirname);

function readVersion(dir: string): string {
  const file = join(dir, 'package.json');
  if (!existsSync(file)) return readVersion(dirname(dir));
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
