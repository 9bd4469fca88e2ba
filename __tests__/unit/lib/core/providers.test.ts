import { admits } from '../../../../lib/core/providers';

describe('a version constraint', () => {
  test.each([
    ['', { from: '1.17.0' }, true],
    ['>= 1.13.0, < 1.17.0', { from: '1.17.0' }, false],
    ['>= 1.13.0', { from: '1.17.0' }, true],
    ['> 1.16.9', { from: '1.17.0' }, true],
    ['<= 1.16.9', { from: '1.17.0' }, false],
    ['<= 1.17.0', { from: '1.17.0' }, true],
    ['~> 1.16', { from: '1.17.0' }, true],
    ['~> 1.16.0', { from: '1.17.0' }, false],
    ['1.17.0', { from: '1.17.0' }, true],
    ['= 1.16.3', { from: '1.17.0' }, false],
    ['v1.17.2-beta', { from: '1.17.0' }, true],
    ['!= 1.17.0', { from: '1.17.0' }, true],
    ['>= 1.17.0', { below: '1.17.0' }, false],
    ['> 1.17', { below: '1.17.0' }, false],
    ['>= 1.9', { below: '1.17.0' }, true],
    ['~> 1', { below: '1.17.0' }, true],
    ['>= 1.13.0', { from: '1.17.0', below: '1.17.1' }, true],
    ['nonsense', { below: '1.0.0' }, true],
  ])("'%s' and versions of %j: %s", (constraint, range, admitted) => {
    expect(admits(constraint, range)).toBe(admitted);
  });
});
