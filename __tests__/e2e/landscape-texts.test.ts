import { Deployment } from '../support/deployment';
import { MINIMAL } from '../support/landscape-texts';
import { TestSap } from '../support/local-sap';
import { MadeByHand } from '../support/made-by-hand';
import { succeeded } from '../support/workspace';

const FREE_TEXT = 'costs $5 ${a} $${b} %{if} 100% "quoted" \\ ${file("/proc/self/environ")}';

const landscape = (space: string) => {
  const settings = { marketplaceWait: '1s', space: { name: space, annotations: { note: FREE_TEXT } } };
  return `defaults: ${JSON.stringify(settings)}\n${MINIMAL}`;
};

describe('texts of a landscape over the real terraform', () => {
  let sap: TestSap;
  let it: Deployment;

  beforeAll(async () => {
    sap = await TestSap.start();
    it = new Deployment(sap);
  });

  afterAll(async () => {
    it?.workspace.remove();
    await sap?.stop();
  });

  test('fails before anything is planned for a template in a name, and shows nothing of the environment', async () => {
    it.workspace.landscape(landscape('x-${file("/proc/self/environ")}'));
    const reviewed = await it.btpIsc('review');
    expect(reviewed.code).toBe(1);
    expect(reviewed.output).toContain("`defaults.space.name` contains '${', which Terraform would evaluate");
    expect(reviewed.output).not.toContain('fake-password');
    expect(await sap.requestCount()).toBe(0);
  }, 120_000);

  test('free text arrives as it was written', async () => {
    it.workspace.landscape(landscape('integration'));
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
