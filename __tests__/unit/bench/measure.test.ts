import { type Figure, isReached, markdownTable, medians, ratio } from '../../../bench/measure';

const figure = (more: Partial<Figure>): Figure => ({
  what: 'synth',
  against: 'nothing',
  value: 1,
  limit: 1,
  how: '1 / 1 ms',
  ...more,
});

test('a ratio or a count above its limit is not reached', () => {
  const all = [{}, { value: 2 }, { value: 2, unit: 'requests' }];
  expect(all.map((each) => isReached(figure(each)))).toEqual([true, false, false]);
});

test('the table shows what is reached and what is not', () => {
  const table = markdownTable([figure({ value: ratio(1, 3), limit: 0.3 }), figure({ unit: 'requests' })]);
  expect(table.split('\n').slice(2)).toEqual([
    '| ✘ | synth | nothing | 0.33 x | 0.3 x | 1 / 1 ms |',
    '| ✔ | synth | nothing | 1 requests | 1 requests | 1 / 1 ms |',
  ]);
});

test('a run counts the processor time of every Node.js process that the program starts', () => {
  const busy = 'const end = Date.now() + 300; while (Date.now() < end);';
  const parent = `require('node:child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(busy)}])`;
  const runs = medians({ parent: { args: ['-e', parent], cwd: '.' }, nothing: { args: ['-e', '0'], cwd: '.' } }, 1);
  expect(runs('parent').processorMs).toBeGreaterThan(runs('nothing').processorMs);
});
