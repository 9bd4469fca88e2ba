import { closest } from '../../../../lib/core/problems';

const ROLES = ['space_developer', 'space_manager', 'space_auditor'];

test.each([
  ['space_developr', 'a slip', 'space_developer'],
  ['SPACE_MANAGER', 'another case', 'space_manager'],
  ['space_dev', 'an abbreviation', 'space_developer'],
  ['space_', 'a beginning that several have', undefined],
  ['organization', 'something else', undefined],
])('%s: %s', (word, _, meant) => {
  expect(closest(word, ROLES)).toBe(meant);
});
