import {
  checkNeoAccount,
  checkNeoClientId,
  NEO_REGIONS,
  type NeoAccount,
  neoAddresses,
} from '../../../../lib/core/neo';
import { describeProblem } from '../../../../lib/core/problems';

const ACCOUNT = { account: 'acmehr1', region: 'neo-eu2', subscription: 'a1234iflmap' };
const account = (props: Partial<NeoAccount> = {}) => neoAddresses({ ...ACCOUNT, ...props });
const problems = (props: Partial<NeoAccount>) =>
  checkNeoAccount({ ...ACCOUNT, ...props })
    .map(describeProblem)
    .join('\n');

describe('derives', () => {
  test('the URLs of a production tenant', () => {
    expect(account()).toMatchObject({
      tokenEndpoint: 'https://oauthasservices-acmehr1.eu2.hana.ondemand.com/oauth2/api/v1/token',
      runtimeUrl: 'https://a1234-iflmap.hcisbp.eu2.hana.ondemand.com',
      platformTokenEndpoint: 'https://api.eu2.hana.ondemand.com/oauth2/apitoken/v1?grant_type=client_credentials',
      authorizationApiUrl: 'https://api.eu2.hana.ondemand.com/authorization/v1/accounts/acmehr1',
    });
  });

  test('the host of a test tenant and of the other runtime node', () => {
    expect(account({ stage: 'test' }).runtimeUrl).toBe('https://a1234-iflmap.hcisbt.eu2.hana.ondemand.com');
    expect(account({ subscription: 'a1234hcioem' }).runtimeUrl).toBe(
      'https://a1234-hcioem.hcisbp.eu2.hana.ondemand.com',
    );
  });

  test('both hosts of neo-eu1: the platform without eu1, the node with it', () => {
    const eu1 = account({ region: 'neo-eu1' });
    expect(eu1.tokenEndpoint).toBe('https://oauthasservices-acmehr1.hana.ondemand.com/oauth2/api/v1/token');
    expect(eu1.runtimeUrl).toBe('https://a1234-iflmap.hcisbp.eu1.hana.ondemand.com');
  });

  test.each(Object.entries(NEO_REGIONS))('hosts of %s', (region, { host }) => {
    const { hostname } = new URL(account({ region }).authorizationApiUrl);
    expect(hostname).toBe(`api.${host}`);
    expect(host).toMatch(region === 'neo-cn1' ? /^cn1\.platform\.sapcloud\.cn$/ : /^([a-z]+\d\.)?hana\.ondemand\.com$/);
  });

  test('addresses that replace the derived ones, with account and node filled in', () => {
    const urls = {
      oauth: 'https://neo.example.com/oauth/{account}',
      runtime: 'https://events.example.com/{node}/',
      api: 'http://127.0.0.1:8080/api',
    };
    expect(account({ urls })).toMatchObject({
      tokenEndpoint: 'https://neo.example.com/oauth/acmehr1/oauth2/api/v1/token',
      runtimeUrl: 'https://events.example.com/a1234-iflmap',
      authorizationApiUrl: 'http://127.0.0.1:8080/api/authorization/v1/accounts/acmehr1',
    });
  });
});

test('there are 14 regions', () => {
  expect(Object.keys(NEO_REGIONS)).toHaveLength(14);
});

describe('fails', () => {
  test.each<[string, Partial<NeoAccount>, string]>([
    ['at a region without its prefix', { region: 'us2' }, "`region` is 'us2'; allowed: one of 'neo-ae1'"],
    ['and names the region that is meant', { region: 'us2' }, "fix: did you mean 'neo-us2'?"],
    ['at a host in place of a region', { region: 'eu1.hana.ondemand.com' }, "fix: did you mean 'neo-eu1'?"],
    ['at a mistyped region', { region: 'neo-ue3' }, "fix: did you mean 'neo-"],
    ['at a region of Cloud Foundry', { region: 'cf-eu10-004' }, 'fix: use one of the allowed values'],
    ['at a display name', { account: 'ACME HR' }, "`account` is 'ACME HR'; allowed: the technical name"],
    ['at the node of the design time', { subscription: 'a1234tmn' }, 'tmn is the node of the design time'],
    ['and names the node of the runtime', { subscription: 'a1234tmn' }, 'fix: write subscription: a1234iflmap'],
    ['at a node in place of an application', { subscription: 'a1234-iflmap' }, 'fix: write subscription: a1234iflmap'],
    ['at a subscription that is empty', { subscription: '' }, 'fix: write subscription: a1234iflmap'],
    ['at a mistyped stage', { stage: 'productoin' }, "fix: did you mean 'production'?"],
    ['at a provider account with spaces', { providerAccount: 'sap ci' }, "`providerAccount` is 'sap ci'"],
    ['at http beyond loopback', { urls: { api: 'http://api.example.com' } }, 'fix: write api: https://api.example.com'],
    ['at a URL that is no URL', { urls: { oauth: '?' } }, 'fix: write oauth: https://host.example.com'],
  ])('%s', (_, props, message) => {
    expect(problems(props)).toContain(message);
  });

  test('naming everything at once', () => {
    expect(problems({ region: 'x', account: 'A B', stage: 'y' })).toMatch(/account[\s\S]*region[\s\S]*stage/);
  });

  test.each([
    ['at the technical user in place of the client', 'oauth_client_4a5f', 'fix: write clientId: 4a5f'],
    ['at a client id with a colon', 'a:b', 'fix: write clientId: ab'],
    ['at an empty client id', '', 'Security > OAuth > Clients'],
  ])('%s', (_, clientId, message) => {
    expect(checkNeoClientId('clientId', clientId).map(describeProblem).join()).toContain(message);
  });
});
