import { proxyFor } from '../../../../cli/http/proxy';

const SAP = new URL('https://acme.it-cpi018-rt.cfapps.eu10.hana.ondemand.com/http/x');
const PROXY = 'http://proxy.example.com:3128';
const hostFor = (url: URL, env: NodeJS.ProcessEnv) => proxyFor(url, env)?.url.host;

test('https goes by HTTPS_PROXY, http by HTTP_PROXY; the lower case spelling wins', () => {
  expect(hostFor(SAP, {})).toBeUndefined();
  expect(hostFor(SAP, { HTTPS_PROXY: PROXY })).toBe('proxy.example.com:3128');
  expect(hostFor(SAP, { HTTP_PROXY: PROXY })).toBeUndefined();
  expect(hostFor(new URL('http://example.com'), { HTTP_PROXY: PROXY })).toBe('proxy.example.com:3128');
  expect(hostFor(SAP, { HTTPS_PROXY: PROXY, https_proxy: 'other.example.com:1' })).toBe('other.example.com:1');
});

test.each([
  ['*', true],
  ['hana.ondemand.com', true],
  ['.hana.ondemand.com', true],
  ['*.hana.ondemand.com', true],
  ['localhost, hana.ondemand.com:443', true],
  ['hana.ondemand.com:8443', false],
  ['ondemand.co', false],
  ['demand.com', false],
  ['', false],
])('NO_PROXY=%s keeps a host of SAP from the proxy: %s', (list, direct) => {
  expect(proxyFor(SAP, { HTTPS_PROXY: PROXY, NO_PROXY: list }) === undefined).toBe(direct);
});

test.each([
  ['https://10.1.2.3/', '10.0.0.0/8', true],
  ['https://11.1.2.3/', '10.0.0.0/8', false],
  ['https://10.1.2.3/', '10.1.2.3', true],
  ['https://110.1.2.3/', '10.1.2.3', false],
  ['https://[fd00::1]/', 'fd00::/8', true],
  ['https://[fd00::1]/', 'fd00::1', true],
  ['https://10.1.2.3/', '10.0.0.0/99', false],
])('%s is kept from the proxy by NO_PROXY=%s: %s', (url, list, direct) => {
  expect(proxyFor(new URL(url), { HTTPS_PROXY: PROXY, NO_PROXY: list }) === undefined).toBe(direct);
});

test.each(['http://localhost:1', 'http://127.0.0.1:1', 'http://[::1]:1'])('%s needs no proxy', (url) => {
  expect(proxyFor(new URL(url), { HTTP_PROXY: PROXY })).toBeUndefined();
});

test('a user in the variable becomes the header, and is in the URL no more', () => {
  const proxy = proxyFor(SAP, { HTTPS_PROXY: 'http://me:fake%24pass@proxy.example.com' });
  const header = proxy?.authorization['proxy-authorization'];
  expect(Buffer.from(header?.slice('Basic '.length) ?? '', 'base64').toString()).toBe('me:fake$pass');
  expect(proxy?.url.href).toBe('http://proxy.example.com/');
});

test('fails with a password that is not written as in a URL, without showing it', () => {
  expect(() => proxyFor(SAP, { HTTPS_PROXY: 'http://me:fake%pass@proxy.example.com' })).toThrow(
    'User or password in HTTPS_PROXY hold a % that begins no code; write % itself as %25.',
  );
});

test('fails with a variable that names no proxy, without showing its value', () => {
  expect(() => proxyFor(SAP, { HTTPS_PROXY: 'socks5://me:fake-pass@x' })).toThrow(
    /^HTTPS_PROXY names no http or https proxy; write it as [^f]*$/,
  );
});
