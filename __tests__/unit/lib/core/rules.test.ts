import { checkServiceName, checkSpaceName, checkUuid } from '../../../../lib/core/names';
import { closest, describeProblem } from '../../../../lib/core/problems';
import { checkDuration, checkInteger, checkOneOf, checkPattern, checkUniqueList } from '../../../../lib/core/rules';

const said = (problems: readonly Parameters<typeof describeProblem>[0][]) => problems.map(describeProblem).join('\n');

describe('what is not given, or not known before apply, passes', () => {
  test.each([undefined, null])('%s', (value) => {
    const rule = { pattern: /^never$/, allowed: 'never', fix: 'never' };
    expect(said(checkPattern('p', value, rule))).toBe('');
    expect(said(checkOneOf('p', value, ['a']))).toBe('');
    expect(said(checkServiceName('p', value))).toBe('');
    expect(said(checkSpaceName('p', value))).toBe('');
    expect(said(checkUuid('p', value, 'somewhere'))).toBe('');
    expect(said(checkDuration('p', value))).toBe('');
  });

  test('numbers and lists', () => {
    const limits = { min: 1, max: 2, unit: 'days' };
    expect(said(checkInteger('p', null, limits))).toBe('');
    expect(said(checkUniqueList('p', null))).toBe('');
    expect(said(checkUniqueList('p', [null, null]))).toBe('');
  });
});

describe('checkInteger', () => {
  const limits = { min: 1, max: 365, unit: 'days' };
  test.each([1, 365])('takes the limit %d', (value) => expect(checkInteger('validity', value, limits)).toEqual([]));
  test.each([
    [0, 'write validity: 1'],
    [366, 'write validity: 365'],
    [2.4, 'write validity: 2'],
  ])('fails for %d', (value, fix) => {
    expect(said(checkInteger('validity', value, limits))).toBe(
      `\`validity\` is ${value}; allowed: a whole number of days from 1 to 365; fix: ${fix}`,
    );
  });
});

describe('checkOneOf', () => {
  test('fails for a near miss with the word that was meant', () => {
    expect(said(checkOneOf('plan', 'apy', ['integration-flow', 'api']))).toBe(
      "`plan` is 'apy'; allowed: one of 'integration-flow', 'api'; fix: did you mean 'api'?",
    );
  });

  test('fails for anything else with the allowed ones', () => {
    expect(said(checkOneOf('plan', 'gold', ['integration-flow']))).toContain('fix: use one of the allowed values');
  });
});

describe('checkDuration', () => {
  test.each(['45s', '1m30s', '2h', '1h1m1s'])('takes %s', (value) => expect(checkDuration('wait', value)).toEqual([]));
  test.each([
    ['30', 'write wait: 30s'],
    ['1.5h', 'write wait: 30s'],
    ['', 'write wait: 30s'],
    ['10s1m', 'write wait: 30s'],
  ])("fails for '%s'", (value, fix) => expect(said(checkDuration('wait', value))).toContain(`fix: ${fix}`));
});

describe('checkUniqueList', () => {
  test('fails for a repetition once, and looks at each other element', () => {
    const problems = checkUniqueList('roles', ['a', 'b', 'a', 'c'], (at, value) => checkOneOf(at, value, ['a', 'b']));
    expect(problems.map(({ property }) => property)).toEqual(['roles[2]', 'roles[3]']);
    expect(said(problems)).toContain("`roles[2]` repeats 'a'; allowed: each value once; fix: remove the repetition");
  });
});

describe('names', () => {
  test.each([
    ['a b', 'write name: a-b'],
    ['!!', 'write name: isc-runtime'],
    ['ä', 'write name: isc-runtime'],
    ['..', 'write name: isc-runtime'],
    ['x'.repeat(33), `write name: ${'x'.repeat(32)}`],
    ['', 'give it a name'],
  ])("fails for the service name '%s'", (value, fix) => {
    const [problem, ...others] = checkServiceName('name', value);
    expect(others).toEqual([]);
    expect(problem?.fix).toBe(fix);
  });

  test('the suggestion for a name is a name', () => {
    for (const value of ['a, b', '(x)', `${'x'.repeat(40)}`, '!a!']) {
      const suggestion = checkServiceName('name', value)[0]?.fix.replace('write name: ', '');
      expect(checkServiceName('name', suggestion)).toEqual([]);
    }
  });

  test.each([
    ['a , b', 'write name: a-b'],
    ['', 'give it a name'],
  ])("fails for the space name '%s'", (value, fix) => expect(checkSpaceName('name', value)[0]?.fix).toBe(fix));

  test('fails for what is no UUID, with where to find it', () => {
    expect(said(checkUuid('id', 'hr-dev', 'look there'))).toContain("`id` is 'hr-dev'; allowed: a UUID");
    expect(said(checkUuid('id', 'hr-dev', 'look there'))).toContain('fix: look there');
    expect(checkUuid('id', '0B24D1A8-5f3c-4d0e-9a57-3c1f0e2b7d66', '')).toEqual([]);
  });
});

describe('closest', () => {
  test.each([
    ['runtime', ['runtimes', 'members'], 'runtimes'],
    ['MEMBER', ['runtimes', 'members'], 'members'],
    ['something', ['runtimes', 'members'], undefined],
    ['x', [], undefined],
    ['', ['a'], 'a'],
  ])("of '%s'", (word, candidates, meant) => expect(closest(word, candidates)).toBe(meant));
});
