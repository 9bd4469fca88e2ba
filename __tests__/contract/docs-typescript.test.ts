import { blocksOf, pages } from '../../docs/generate/markdown';
import { compileProblems, synthesizeBlock } from '../support/docs/typescript';

const blocks = pages()
  .flatMap(blocksOf)
  .filter(({ language, reason }) => language === 'ts' && !reason);

/** Tests for jest are compiled; what they do is for their own suite to show. */
const synthesized = blocks.filter(({ text }) => !/^\s*(?:test|describe)\(/m.test(text));

describe('TypeScript of the documentation', () => {
  let problems: string[];
  beforeAll(() => {
    problems = compileProblems(blocks);
  });

  test('compiles', () => {
    expect(blocks.length).toBeGreaterThan(0);
    expect(problems).toEqual([]);
  });

  test.each(synthesized.map((block) => [`${block.page}:${block.line}`, block] as const))(
    '%s synthesizes',
    (_, block) => {
      synthesizeBlock(blocks, block);
    },
  );
});
