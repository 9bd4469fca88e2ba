import { pages, readPage } from '../../../docs/generate/markdown';
import { linkProblem, links } from '../../support/docs/links';

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
