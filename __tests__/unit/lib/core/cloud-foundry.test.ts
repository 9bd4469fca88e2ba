import { Token } from 'cdktf';
import { type MetadataProps, nonEmpty } from '../../../../lib/cloud-foundry/metadata';
import { checkMetadata } from '../../../../lib/core/cloud-foundry';
import { describeProblem } from '../../../../lib/core/problems';
import { knownValues } from '../../../../lib/terraform/reject-problems';

const problems = (metadata: MetadataProps) => checkMetadata(knownValues(metadata)).map(describeProblem);

test.each<[string, MetadataProps]>([
  ['nothing', {}],
  ['an empty value', { labels: { owner: '' } }],
  ['a prefix', { labels: { 'example.com/cost-center': 'HR_4711.a' } }],
  ['one character', { labels: { a: '1' } }],
  ['63 characters', { labels: { ['k'.repeat(63)]: 'v'.repeat(63) } }],
  ['an annotation of 5000 characters, of any kind', { annotations: { note: `Ü ${'x'.repeat(4998)}` } }],
  ['a value from Terraform', { labels: { owner: Token.asString({ resolve: () => 'a b' }) } }],
  ['labels from Terraform', { labels: Token.asStringMap({ resolve: () => ({}) }) }],
])('accepts %s', (_, metadata) => {
  expect(problems(metadata)).toEqual([]);
});

test.each<[string, MetadataProps, RegExp]>([
  ['a key with a space', { labels: { 'cost center': 'x' } }, /^`labels.cost center` is not a key; .*fix: write a key/],
  ['a key that ends in a hyphen', { labels: { 'owner-': 'x' } }, /^`labels.owner-` is not a key/],
  ['a key of 64 characters', { labels: { ['k'.repeat(64)]: 'x' } }, /is not a key; allowed: 1 to 63 letters/],
  ['two slashes', { labels: { 'a/b/c': 'x' } }, /^`labels.a\/b\/c` is not a key/],
  [
    'a prefix that is no DNS name',
    { annotations: { 'my_org/owner': 'x' } },
    /^`annotations.my_org\/owner` is not a key/,
  ],
  ['a prefix of 254 characters', { labels: { [`${'a.'.repeat(127)}a/k`]: 'x' } }, /is not a key/],
  [
    'the reserved prefix',
    { labels: { 'CloudFoundry.org/owner': 'x' } },
    /^`labels.CloudFoundry.org\/owner` has the prefix that Cloud Foundry keeps for itself; .*fix: use your own$/,
  ],
  [
    'a label with a space',
    { labels: { owner: 'Jane Doe' } },
    /^`labels.owner` is 'Jane Doe'; .*fix: shorten it, or make it an annotation$/,
  ],
  ['a label of 64 characters', { labels: { owner: 'v'.repeat(64) } }, /^`labels.owner` is 'v+'/],
  [
    'an annotation of 5001 characters, without repeating it',
    { annotations: { note: 'x'.repeat(5001) } },
    /^`annotations.note` has 5001 characters; allowed: at most 5000 characters; fix: shorten it$/,
  ],
])('fails for %s', (_, metadata, message) => {
  expect(problems(metadata)).toEqual([expect.stringMatching(message)]);
});

test('leaves an empty map out, which the provider would refuse', () => {
  expect(nonEmpty({})).toBeUndefined();
  expect(nonEmpty(undefined)).toBeUndefined();
  expect(nonEmpty({ a: '1' })).toEqual({ a: '1' });
});
