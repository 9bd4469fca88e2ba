import { UserError } from '../../../../cli/io/exit';
import { seal, takePlanKey, unseal } from '../../../../cli/review/sealing';

const KEY = 'fake-plan-key-of-at-least-32-characters';
const files = new Map([
  ['hr-dev.tfplan', Buffer.from([0x50, 0x4b, 3, 4, 0, 255, 254])],
  ['hr-prod.tfplan', Buffer.from('another plan')],
  ['manifest.json', Buffer.from('{}')],
]);

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as Error).message;
  }
  throw new Error('it was accepted');
}

describe('sealed files', () => {
  const sealed = seal(files, KEY);

  test('come back as they were, with the same key', () => {
    expect(unseal(sealed, KEY, 'f')).toEqual(files);
    expect(unseal(seal(new Map(), KEY), KEY, 'f')).toEqual(new Map());
  });

  test('differ each time', () => {
    const again = seal(files, KEY);
    expect(again.length).toBe(sealed.length);
    expect(again.subarray(17, 60).equals(sealed.subarray(17, 60))).toBe(false);
  });

  test.each([
    ['the magic', 0, 'was not sealed by this release'],
    ['the end of the magic', 16, 'was not sealed by this release'],
    ['the salt', 17, 'cannot be opened'],
    ['the nonce', 33, 'cannot be opened'],
    ['the first encrypted byte', 45, 'cannot be opened'],
    ['an encrypted byte', 80, 'cannot be opened'],
    ['the last encrypted byte', -17, 'cannot be opened'],
    ['the tag', -16, 'cannot be opened'],
    ['the last byte', -1, 'cannot be opened'],
  ])('with a bit changed in %s are refused', (_, at, said) => {
    const changed = Buffer.from(sealed);
    const offset = at < 0 ? sealed.length + at : at;
    changed[offset] = (changed[offset] ?? 0) ^ 1;
    expect(refusal(() => unseal(changed, KEY, 'plans/plans.sealed'))).toMatch(
      new RegExp(`^plans/plans.sealed ${said}.*nothing was changed`, 'is'),
    );
  });

  test.each([0, 10, 17, 20, 44, 45, 60, 61])('that are cut off after %i bytes are refused', (length) => {
    refusal(() => unseal(sealed.subarray(0, length), KEY, 'f'));
  });

  test('that lack their last byte, or have one more, are refused', () => {
    refusal(() => unseal(sealed.subarray(0, -1), KEY, 'f'));
    refusal(() => unseal(Buffer.concat([sealed, Buffer.from([0])]), KEY, 'f'));
  });

  test('are not opened by another key, nor made of two that have the same', () => {
    expect(refusal(() => unseal(sealed, `${KEY} `, 'f'))).toContain('BTP_ISC_PLAN_KEY is not the key');
    const other = seal(files, KEY);
    refusal(() => unseal(Buffer.concat([sealed.subarray(0, 45), other.subarray(45)]), KEY, 'f'));
  });
});

describe('BTP_ISC_PLAN_KEY', () => {
  const take = (key: string | undefined, required = false) => takePlanKey(required, { BTP_ISC_PLAN_KEY: key });

  test('is taken out of the environment, so that no program inherits it', () => {
    const environment: NodeJS.ProcessEnv = { BTP_ISC_PLAN_KEY: KEY, PATH: '/bin' };
    expect(takePlanKey(false, environment)).toBe(KEY);
    expect(environment).toEqual({ PATH: '/bin' });
  });

  test('may be missing, unless --sealed needs it', () => {
    expect(takePlanKey(false, {})).toBeUndefined();
    expect(refusal(() => takePlanKey(true, {}))).toContain('BTP_ISC_PLAN_KEY is not set, and --sealed needs it');
  });

  test.each([
    ['', 'is empty'],
    ['                                        ', 'is empty'],
    ['fake-short-key', 'has 14 characters'],
    [`fake-short-key${' '.repeat(40)}`, 'has 14 characters'],
    ['$(BTP_ISC_PLAN_KEY_OF_THE_PRODUCTION_SYSTEM)', 'is a reference'],
    ['${BTP_ISC_PLAN_KEY_OF_THE_PRODUCTION_SYSTEM}', 'is a reference'],
    ['${{ secrets.BTP_ISC_PLAN_KEY_OF_THE_PRODUCTION }}', 'is a reference'],
    ['$BTP_ISC_PLAN_KEY_OF_THE_PRODUCTION_SYSTEM', 'is a reference'],
    ['%BTP_ISC_PLAN_KEY_OF_THE_PRODUCTION_SYSTEM%', 'is a reference'],
  ])('fails as %j, and says what is allowed and how to make one', (key, said) => {
    for (const required of [true, false]) {
      const message = refusal(() => take(key, required));
      expect(message).toContain(`BTP_ISC_PLAN_KEY ${said}`);
      expect(message).toMatch(/allowed: .* at least 32 characters.*fix: .*randomBytes/);
      if (key.includes('short')) expect(message).not.toContain(key);
    }
  });

  test('is accepted with 32 characters', () => {
    expect(take('x'.repeat(32))).toHaveLength(32);
  });
});
