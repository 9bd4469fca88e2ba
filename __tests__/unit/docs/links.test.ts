import { dirname, join, normalize } from 'node:path';
import { pages, readPage } from '../../../docs/generate/markdown';
import { linkProblem, links } from '../../support/docs/pages';

const all = pages();

test.each(all.map((page) => [page.path, page] as const))('links and anchors of %s resolve', (_, page) => {
  const wrong = links(page).flatMap(({ line, target }) => {
    const problem = linkProblem(page, target);
    return problem ? [`${page.path}:${line}: ${target}: ${problem}`] : [];
  });
  expect(wrong).toEqual([]);
});

test('README links each page once', () => {
  const targets = links(readPage('README.md')).map(({ target }) => target);
  expect(targets.filter((target, at) => targets.indexOf(target) !== at)).toEqual([]);
});

test('every page of docs/ is linked from docs/README.md, every decision from theirs', () => {
  const linked = ['docs/README.md', 'docs/decisions/README.md'].flatMap((index) =>
    links(readPage(index)).map(({ target }) => normalize(join(dirname(index), target.replace(/#.*/, '')))),
  );
  const own = all.map(({ path }) => path).filter((path) => path.startsWith('docs/') && path !== 'docs/README.md');
  expect(own.filter((path) => !linked.includes(path))).toEqual([]);
});
