import { type LocalSap, startLocalSap } from '../../testing';
import { MINIMAL } from '../support/landscapes';
import { MadeByHand } from '../support/prepared';
import { succeeded } from '../support/programs';
import { SapWorkspace } from '../support/workspace';

const FREE_TEXT = 'costs $5 ${a} $${b} %{if} 100% "quoted" \\ ${file("/proc/self/environ")}';

const landscape = (space: string) => {
  const settings = { marketplaceWait: '1s', space: { name: space, annotations: { note: FREE_TEXT } } };
  return `defaults: ${JSON.stringify(settings)}\n${MINIMAL}`;
};

describe('texts of a landscape over the real terraform', () => {
  let sap: LocalSap;
  let it: SapWorkspace;

  beforeAll(async () => {
    sap = await startLocalSap();
    it = new SapWorkspace(sap);
  });

  afterAll(async () => {
    it?.remove();
    await sap?.stop();
  });

  test('fails before anything is planned for a template in a name, and shows nothing of the environment', async () => {
    it.landscape(landscape('x-${file("/proc/self/environ")}'));
    const reviewed = await it.btpIsc('review');
    expect(reviewed.code).toBe(1);
    expect(reviewed.output).toContain("`defaults.space.name` contains '${', which Terraform would evaluate");
    expect(reviewed.output).not.toContain('fake-password');
    expect(await sap.requestCount()).toBe(0);
  }, 120_000);

  test('free text arrives as it was written', async () => {
    it.landscape(landscape('integration'));
    expect((await it.btpIsc('review')).code).toBe(2);
    succeeded(await it.btpIsc('apply'));
    const cloudFoundry = await MadeByHand.login(sap.urls);
    const { resources } = await cloudFoundry.call('GET', '/v3/spaces?names=integration');
    const annotations = (resources as { metadata: { annotations: object } }[]).map(
      ({ metadata }) => metadata.annotations,
    );
    expect(annotations).toContainEqual({ note: FREE_TEXT });
    expect((await it.btpIsc('review')).code).toBe(0);
  }, 120_000);
});
