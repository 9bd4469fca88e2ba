import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { projectRoot } from '../../../toolchain/paths';

/** What a file loads when it runs: its imports of values, and what it requires. */
function loaded(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const imports = [...text.matchAll(/^(?:import|export) (?!type )(?:(\{[^}]*\}|[^'{};]*) from )?'([^']+)';/gm)]
    .filter(([, names = '']) => !/^\{(?:\s*type [^,}]*,?)+\s*\}$/.test(names))
    .map(([, , name = '']) => name);
  return [...imports, ...[...text.matchAll(/\brequire\('([^']+)'\)/g)].map(([, name = '']) => name)];
}

/** The ways from a file to a package, each as the files on it. */
function waysTo(wanted: RegExp, file: string, seen = new Set<string>(), way: readonly string[] = []): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const here = [...way, relative(projectRoot, file)];
  return loaded(file).flatMap((name) => {
    if (!name.startsWith('.')) return wanted.test(name) ? [[...here, name].join(' > ')] : [];
    const path = join(dirname(file), name);
    const next = [`${path}.ts`, join(path, 'index.ts')].find((each) => existsSync(each));
    return next ? waysTo(wanted, next, seen, here) : [];
  });
}

test('no command loads cdktf, which takes longer than most of them run', () => {
  const program = join(projectRoot, 'cli/program.ts');
  expect(waysTo(/^commander$/, program).length).toBeGreaterThan(5);
  expect(waysTo(/^(cdktf|constructs|@cdktf\/.*)$/, program)).toEqual([]);
});
