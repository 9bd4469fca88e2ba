import { type Figure, isRegression, markdownTable, ratio } from '../../../bench/figure';

const figure = (more: Partial<Figure>): Figure => ({
  what: 'synth',
  against: 'nothing',
  value: 1,
  limit: 1,
  how: '1 / 1 ms',
  ...more,
});

test('a ratio or a count above its limit is a regression, a time is not', () => {
  const above = [{ value: 2 }, { value: 2, unit: 'requests' }, { value: 2, unit: 'ms' }, { value: 2, unit: 's' }];
  expect(above.map((each) => isRegression(figure(each)))).toEqual([true, true, false, false]);
  expect(isRegression(figure({}))).toBe(false);
});

test('the table shows what is reached and what is not, a time as well', () => {
  expect(
    markdownTable([figure({ value: ratio(1, 3), limit: 0.3 }), figure({ unit: 'ms' })])
      .split('\n')
      .slice(2),
  ).toEqual([
    '| ✘ | synth | nothing | 0.33 x | 0.3 x | 1 / 1 ms |',
    '| ✔ | synth | nothing | 1 ms | 1 ms | 1 / 1 ms |',
  ]);
});
