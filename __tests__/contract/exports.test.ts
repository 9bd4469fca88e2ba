import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as library from '../../lib';
import { projectRoot } from '../../toolchain/paths';

/**
 * What the package exports is a contract: a name that is gone breaks its users, one that is added must stay. That each
 * type of a public signature is among it, TypeDoc checks (`npm run generate`, treatValidationWarningsAsErrors).
 */
const GOLDEN = join(__dirname, 'exports.golden.txt');
const index = readFileSync(join(projectRoot, 'lib/index.ts'), 'utf8');

/** `export { a, type B } from`, and `export type { B, C as D } from`. */
const names = [...index.matchAll(/^export (type )?\{([^}]*)\} from/gm)]
  .flatMap(([, allTypes, list = '']) =>
    list
      .split(',')
      .map((entry) => entry.trim())
      .filter(Boolean)
      .map((entry) => {
        const isType = allTypes !== undefined || entry.startsWith('type ');
        return `${isType ? 'type' : 'value'} ${entry.replace(/^type /, '').replace(/^\w+ as /, '')}`;
      }),
  )
  .sort();

test('the package exports name by name, and nothing unseen', () => {
  expect(index).not.toMatch(/^export \*/m);
  const values = names.filter((name) => name.startsWith('value ')).map((name) => name.replace('value ', ''));
  expect(Object.keys(library).sort()).toEqual(values.sort());
});

if (process.env.UPDATE_GOLDEN === '1') {
  test('records the exports, because UPDATE_GOLDEN=1', () => writeFileSync(GOLDEN, `${names.join('\n')}\n`));
} else {
  test('what the package exports is what is recorded; UPDATE_GOLDEN=1 records it', () => {
    expect(names).toEqual(readFileSync(GOLDEN, 'utf8').trim().split('\n'));
  });
}
