import { Construct } from 'constructs';
import * as library from '../../lib';
import { compileForLanguages } from '../../toolchain/jsii-module';
import { stderrProgress } from '../../toolchain/progress';

/** The packages themselves are made and used by `npm run test:languages`. */
describe('the library for other languages', () => {
  let types: Record<string, { readonly kind?: string }>;

  beforeAll(async () => {
    types = (await compileForLanguages(stderrProgress(false))).types as typeof types;
  }, 180_000);

  const names = (kind: string) =>
    Object.entries(types)
      .filter(([, type]) => type.kind === kind)
      .map(([name]) => name.replace(/^cdktf-btp-isc\./, ''));

  test('is compiled by jsii, with every construct that TypeScript has', () => {
    const constructs = Object.entries(library)
      .filter(([, value]) => typeof value === 'function' && value.prototype instanceof Construct)
      // Stacks are made from landscape files.
      .filter(([name]) => !name.endsWith('Stack'))
      .map(([name]) => name);
    expect(constructs).toContain('ProcessIntegrationRuntime');
    expect(constructs.filter((name) => !names('class').includes(name))).toEqual([]);
  });

  test('has the providers and the stand-ins for functions', () => {
    expect(names('class')).toEqual(
      expect.arrayContaining([
        'btp.provider.BtpProvider',
        'cloudfoundry.provider.CloudfoundryProvider',
        'time.provider.TimeProvider',
        'LandscapeFile',
        'RecommendedPolicies',
      ]),
    );
  });

  test('hands over nothing of the policies or of the landscape but through those', () => {
    const inner = names('class')
      .concat(names('interface'))
      .filter((name) => /Settings$|Finding|Rule|Landscape(?!File)/.test(name));
    expect(inner).toEqual([]);
  });
});
