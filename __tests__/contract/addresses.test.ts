import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addressProblems, examples, type StackAddresses, stackAddresses } from '../support/examples';

/**
 * Addresses are a contract: Terraform destroys what it finds in a state under another address and creates it anew, a
 * service key with another secret, too; outputs are read by others under their names.
 */
const GOLDEN = join(__dirname, 'addresses.golden.txt');

const now: StackAddresses[] = examples().flatMap((example) => {
  return [...example.synthesize()].map(([stack, json]) => stackAddresses(`${example.name} ${stack}`, json));
});
const text = `${now
  .flatMap(({ name, addresses }) => addresses.map((address) => `${name} ${address}`))
  .sort()
  .join('\n')}\n`;

if (process.env.UPDATE_GOLDEN === '1') {
  test('records the addresses, because UPDATE_GOLDEN=1', () => writeFileSync(GOLDEN, text));
} else {
  test('the Terraform addresses of every example are those that are recorded', () => {
    const golden = existsSync(GOLDEN) ? readFileSync(GOLDEN, 'utf8') : '';
    const problems = addressProblems(golden.split('\n').filter(Boolean), now);
    if (problems.length > 0) throw new Error(problems.join('\n'));
  });
}
