import { TerraformVariable } from 'cdktf';
import { Subaccount, type SubaccountProps } from '../../../../lib/btp/subaccount';
import { checkSubaccount } from '../../../../lib/core/btp';
import { onlyResource, resolved, synthesize } from '../../../support/synth';

const ID = '5d1b3a70-0000-4000-8000-0000000000d1';
const REQUIRED = { displayName: 'hr', subdomain: 'acme-hr', region: 'eu10' };

const synthesized = (more: Partial<SubaccountProps> = {}) =>
  synthesize((stack) => void new Subaccount(stack, 'Subaccount', { ...REQUIRED, ...more }));
const resource = (more: Partial<SubaccountProps> = {}) => onlyResource(synthesized(more), 'btp_subaccount');

describe('a subaccount', () => {
  test('with what is required leaves the rest to SAP', () => {
    const { '//': _, lifecycle, ...attributes } = resource();
    expect(attributes).toEqual({ name: 'hr', subdomain: 'acme-hr', region: 'eu10' });
    expect(lifecycle).not.toHaveProperty('prevent_destroy');
  });

  test('with everything', () => {
    const everything = {
      description: 'x'.repeat(300),
      parentDirectoryId: ID,
      betaEnabled: true,
      usage: 'USED_FOR_PRODUCTION',
      labels: { team: ['hr', 'integration'], empty: [] },
    };
    expect(resource(everything)).toMatchObject({
      description: everything.description,
      parent_id: ID,
      beta_enabled: true,
      usage: 'USED_FOR_PRODUCTION',
      labels: { team: ['hr', 'integration'], empty: [] },
    });
  });

  test('without any label says nothing of labels, because SAP would answer null', () => {
    expect(resource({ labels: {} })).not.toHaveProperty('labels');
  });

  test('that SAP did not finish does not pass for a created one', () => {
    expect(resource().lifecycle).toMatchObject({
      postcondition: [{ condition: '${!contains(["CREATION_FAILED", "CANCELED"], self.state)}' }],
    });
  });

  test('that is taken over cannot be destroyed', () => {
    const json = synthesized({ importId: ID });
    expect(json.import).toEqual([{ to: expect.stringMatching(/^btp_subaccount\.Subaccount_/), id: ID }]);
    expect(onlyResource(json, 'btp_subaccount').lifecycle).toMatchObject({ prevent_destroy: true });
  });

  test('can be referred to by its id and by what was written', () => {
    synthesize((stack) => {
      const subaccount = new Subaccount(stack, 'Subaccount', REQUIRED);
      expect(subaccount).toMatchObject({ displayName: 'hr', subdomain: 'acme-hr', region: 'eu10' });
      expect(resolved(stack, subaccount.subaccountId)).toMatch(/^\$\{btp_subaccount\.Subaccount_\w+\.id\}$/);
    });
  });

  test('takes values of Terraform, labels included', () => {
    const json = synthesize((stack) => {
      const text = (name: string) => new TerraformVariable(stack, name, { type: 'string' }).stringValue;
      new Subaccount(stack, 'Subaccount', {
        displayName: text('name'),
        subdomain: text('subdomain'),
        region: text('region'),
        usage: text('usage'),
        labels: { team: [text('team')] },
      });
    });
    expect(onlyResource(json, 'btp_subaccount')).toMatchObject({
      name: '${var.name}',
      subdomain: '${var.subdomain}',
      region: '${var.region}',
      usage: '${var.usage}',
      labels: { team: ['${var.team}'] },
    });
  });

  const elevenLabels = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`label${index}`, ['x']]));
  test.each<[string, Partial<SubaccountProps>, string]>([
    ['a slash in the name', { displayName: 'a/b' }, "`displayName` is 'a/b'; allowed: 1 to 255 characters without '/'"],
    ['a subdomain with capitals', { subdomain: 'Acme_HR-' }, 'fix: write subdomain: acme-hr'],
    ['a subdomain of nothing usable', { subdomain: '__' }, 'fix: write subdomain: acme-hr-dev'],
    ['a landscape for a region', { region: 'cf-eu10-004' }, 'fix: write region: eu10'],
    ['a region in capitals', { region: 'US10' }, 'fix: write region: us10'],
    ['no region', { region: '' }, 'fix: write region: eu10'],
    ['a long description', { description: 'x'.repeat(301) }, 'allowed: at most 300 characters; fix: shorten it'],
    ['a parent by name', { parentDirectoryId: 'hr' }, "`parentDirectoryId` is 'hr'; allowed: a UUID"],
    ['an unknown usage', { usage: 'USED_FOR_PRODUCTON' }, "did you mean 'USED_FOR_PRODUCTION'?"],
    ['eleven labels', { labels: elevenLabels }, '`labels` has 11 labels; allowed: at most 10'],
    ['a long label', { labels: { a: ['x'.repeat(64)] } }, 'allowed: at most 63 characters'],
    ['a value twice', { labels: { a: ['x', 'x'] } }, "`labels.a[1]` repeats 'x'"],
    ['an import by name', { importId: 'hr' }, "`importId` is 'hr'; allowed: a UUID"],
  ])('fails with %s', (_, more, message) => {
    expect(() => synthesized(more)).toThrow(message);
  });
});

test('what a landscape leaves out is no problem of the rules', () => {
  expect(checkSubaccount({})).toEqual([]);
});

describe('a subaccount that exists', () => {
  test('by its id', () => {
    synthesize((stack) => {
      const { subaccountId, displayName } = Subaccount.fromSubaccountId(stack, 'Subaccount', ID);
      expect(subaccountId).toBe(ID);
      expect(resolved(stack, displayName)).toMatch(/^\$\{data\.btp_subaccount\.\w+\.name\}$/);
    });
  });

  test('by its subdomain is one of all', () => {
    const json = synthesize((stack) => {
      const { subaccountId, displayName, ...written } = Subaccount.fromSubdomain(stack, 'Subaccount', {
        subdomain: 'acme-hr',
        region: 'eu10',
      });
      expect(written).toMatchObject({ subdomain: 'acme-hr', region: 'eu10' });
      expect(resolved(stack, subaccountId)).toMatch(
        /^\$\{one\(\[for s in data\.btp_subaccounts\.\w+\.values : s\.id if s\.subdomain == "acme-hr" && s\.region == "eu10"\]\)\}$/,
      );
      expect(resolved(stack, displayName)).toContain('s.name if');
    });
    expect(Object.values(json.data?.btp_subaccounts ?? {})[0]?.lifecycle).toEqual({
      postcondition: [
        {
          condition: '${length([for s in self.values : s if s.subdomain == "acme-hr" && s.region == "eu10"]) == 1}',
          error_message: expect.stringMatching(/^There is no subaccount with subdomain acme-hr in region eu10, or/),
        },
      ],
    });
  });

  test('fails by a name in place of an id', () => {
    synthesize((stack) => {
      expect(() => Subaccount.fromSubaccountId(stack, 'A', 'hr-dev')).toThrow("stack/A: `subaccountId` is 'hr-dev'");
    });
  });

  test('fails with a subdomain or region that cannot be', () => {
    synthesize((stack) => {
      const refer = () => Subaccount.fromSubdomain(stack, 'A', { subdomain: 'A', region: 'cf-eu10' });
      expect(refer).toThrow("`subdomain` is 'A'");
      expect(refer).toThrow("`region` is 'cf-eu10'");
    });
  });
});
