import { createHash } from 'node:crypto';
import { styleFor } from '../../../../cli/io/io';
import type { ConnectorSheet } from '../../../../cli/sheet/sheet';
import { formatOf, render } from '../../../../cli/sheet/text';

const PLAIN = styleFor({ isTTY: false }, {});
const SECRET = 'fake-secret$With`ticks``and|bars=';

const SHEET: ConnectorSheet = {
  subaccount: 'hr-prod',
  connectorName: 'Employee Hired',
  endpointUrl: 'https://acme.it-cpi018-rt.cfapps.eu10-003.hana.ondemand.com/http/sf/hired',
  authentication: 'OAuth2 Client Credentials Grant',
  clientId: 'sb-1111!b123|it-rt-acme!b45',
  clientSecret: SECRET,
  tokenEndpoint: 'https://acme.authentication.eu10.hana.ondemand.com/oauth/token',
};
const LABELS = [
  'Name of the Connector',
  'End Point Url',
  'Authentication',
  'Client ID',
  'Client Secret',
  'Token End Point',
];

/** Where the labels stand in a text; in the order of the form these numbers rise. */
const positions = (text: string, labels = LABELS) => labels.map((label) => text.indexOf(label));

describe.each(['terminal', 'markdown', 'html'] as const)('the sheet as %s', (format) => {
  const shown = render([SHEET], format, PLAIN, true);
  const hidden = render([SHEET], format, PLAIN, false);

  test('has the labels of the form in the order of the form, and the click path before them', () => {
    const places = positions(hidden);
    expect(places.every((place) => place > 0)).toBe(true);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
    expect(hidden.indexOf('Intelligent Services Center')).toBeLessThan(places[0] ?? 0);
  });

  test('holds the secret with reveal only', () => {
    expect(hidden).not.toContain('fake-secret');
    expect(hidden).toContain('********');
    expect(shown).toContain(SECRET);
  });

  test('has no token endpoint for Basic, and the note that SAP advises against it', () => {
    const basic = render([{ ...SHEET, authentication: 'Basic' }], format, PLAIN, true);
    expect(basic).not.toContain('Token End Point');
    expect(basic).toContain('SAP advises against Basic in production');
    expect(basic).toContain(SECRET);
    expect(shown).not.toContain('advises against');
  });

  test('says what is missing, and that there is nothing to type', () => {
    expect(render([{ ...SHEET, endpointUrl: undefined }], format, PLAIN, false)).toContain('deploy the stack first');
    expect(render([], format, PLAIN, false)).toContain('no connectors');
  });
});

describe('the sheet for a terminal', () => {
  test('lets no value move the cursor', () => {
    const text = render([{ ...SHEET, clientId: 'sb\u001b[2J\u0007\nsb2' }], 'terminal', PLAIN, false);
    expect(text).toContain('sb\\u001b[2J\\u0007\\nsb2');
    expect(text).not.toContain('\u001b');
  });
});

describe('the sheet as JSON', () => {
  test('has one object per connector with the values by their names', () => {
    expect(JSON.parse(render([SHEET], 'json', PLAIN, true))).toEqual([SHEET]);
    expect(JSON.parse(render([SHEET], 'json', PLAIN, false))).toEqual([{ ...SHEET, clientSecret: '********' }]);
  });
});

describe('the sheet as Markdown', () => {
  test('fences every value so that it is copied as it is', () => {
    const text = render([SHEET], 'markdown', PLAIN, true);
    expect(text).toContain(`\n\`\`\`text\n${SHEET.clientId}\n\`\`\`\n`);
    expect(render([{ ...SHEET, clientSecret: 'a```b' }], 'markdown', PLAIN, true)).toContain(
      '\n````text\na```b\n````\n',
    );
  });

  test('escapes what would be markup in a name', () => {
    const text = render([{ ...SHEET, connectorName: '[Hired](x) <b>*' }], 'markdown', PLAIN, false);
    expect(text).toContain('## \\[Hired\\]\\(x\\) &lt;b&gt;\\* (hr-prod)');
  });
});

describe('the sheet as HTML', () => {
  const page = render([SHEET], 'html', PLAIN, true);

  test('escapes every value', () => {
    const evil = '<script>alert(1)</script>"\'&';
    const text = render(
      [{ ...SHEET, subaccount: evil, connectorName: evil, clientId: evil, clientSecret: evil, endpointUrl: evil }],
      'html',
      PLAIN,
      true,
    );
    expect(text).not.toContain('<script>alert');
    expect(text.split('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;')).toHaveLength(7);
  });

  test('allows its own script and style by hash, and nothing else', () => {
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1]?.replaceAll('&#39;', "'") ?? '';
    const hash = (tag: string) => {
      const inner = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(page)?.[1] ?? '';
      return `'sha256-${createHash('sha256').update(inner).digest('base64')}'`;
    };
    expect(policy).toBe(
      `default-src 'none'; style-src ${hash('style')}; script-src ${hash('script')}; base-uri 'none'; form-action 'none'`,
    );
    expect(page).not.toMatch(/\bon\w+=|\bstyle=|<link|<img|src="|url\(/);
  });

  test('has buttons to show a secret only where there is one in it', () => {
    expect(page.match(/class="show"/g)).toHaveLength(1);
    const hidden = render([SHEET], 'html', PLAIN, false);
    expect(hidden).not.toContain('class="show"');
    expect(hidden.match(/class="copy"/g)).toHaveLength(5);
  });
});

test.each([
  ['isc.html', 'html'],
  ['isc.HTM', 'html'],
  ['isc.md', 'markdown'],
  ['isc.json', 'json'],
  ['isc.txt', 'terminal'],
  ['isc', 'terminal'],
])('a file named %s is written as %s', (file, format) => {
  expect(formatOf(file)).toBe(format);
});
