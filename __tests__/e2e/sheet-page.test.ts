import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sheetHtml } from '../../cli/sheet/html';
import type { ConnectorSheet } from '../../cli/sheet/sheet';
import { projectRoot } from '../../toolchain/paths';
import { BrowserPage, findBrowser } from '../support/browser';

const browser = findBrowser();
const reason = browser ? '' : ' (skipped: no chromium or chrome on PATH; CHROME_PATH names one)';
const SECRET = 'fake-secret$<b>&"quoted"';
const SHEET: ConnectorSheet = {
  subaccount: '<img src=x onerror=document.title=1>',
  connectorName: 'Employee "Hired" <script>document.title="run"</script>',
  endpointUrl: 'https://acme.it-cpi018-rt.cfapps.eu10.hana.ondemand.com/http/sf/hired',
  authentication: 'OAuth2 Client Credentials Grant',
  clientId: 'sb-1111!b123|it-rt-acme!b45',
  clientSecret: SECRET,
  tokenEndpoint: 'https://acme.authentication.eu10.hana.ondemand.com/oauth/token',
};

(browser ? describe : describe.skip)(`the sheet as a page in a real browser${reason}`, () => {
  const dir = mkdtempSync(join(tmpdir(), 'btp-isc-page-'));
  const file = join(dir, 'isc.html');
  let page: BrowserPage;

  beforeAll(async () => {
    writeFileSync(file, sheetHtml([SHEET], true));
    page = await BrowserPage.open(browser ?? '', pathToFileURL(file).href);
  }, 60_000);

  afterAll(async () => {
    await page?.close();
    rmSync(dir, { recursive: true, force: true });
  }, 30_000);

  const inRow = (label: string) =>
    `[...document.querySelectorAll('dl > div')].find((row) => row.querySelector('dt').textContent === '${label}')`;

  test('shows the form in its order, with values as text and nothing of them run', async () => {
    expect(await page.evaluate(`[...document.querySelectorAll('dt')].map((dt) => dt.textContent)`)).toEqual([
      'Name of the Connector',
      'End Point Url',
      'Authentication',
      'Client ID',
      'Client Secret',
      'Token End Point',
    ]);
    expect(await page.evaluate(`${inRow('Name of the Connector')}.querySelector('.value').textContent`)).toBe(
      SHEET.connectorName,
    );
    expect(await page.evaluate('document.title')).toBe('ISC event connectors');
    expect(await page.evaluate(`document.querySelectorAll('img, section script').length`)).toBe(0);
  });

  test.each([
    ['Client ID', '.copy', SHEET.clientId],
    ['Token End Point', '.value', SHEET.tokenEndpoint],
    ['Client Secret', '.copy', SECRET],
  ])('copies %s at a click on %s', async (label, where, value) => {
    await page.evaluate(`${inRow(label)}.querySelector('${where}').click()`);
    await page.until(`document.getElementById('said').textContent === '${label} copied'`);
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(value);
  });

  test('shows the secret only when asked, and hides it again', async () => {
    const visible = `document.body.innerText.includes('fake-secret')`;
    expect(await page.evaluate(visible)).toBe(false);
    await page.evaluate(`document.querySelector('.show').click()`);
    expect(await page.evaluate(visible)).toBe(true);
    await page.evaluate(`document.querySelector('.show').click()`);
    expect(await page.evaluate(visible)).toBe(false);
  });

  test('prints without its buttons', async () => {
    const display = `getComputedStyle(document.querySelector('.copy')).display`;
    expect(await page.evaluate(display)).not.toBe('none');
    await page.send('Emulation.setEmulatedMedia', { media: 'print' });
    expect(await page.evaluate(display)).toBe('none');
    const { data } = await page.send('Page.printToPDF');
    expect(Buffer.from(String(data), 'base64').subarray(0, 5).toString()).toBe('%PDF-');
  });

  test('asks no network for anything and breaks no rule of its own content security policy', () => {
    const asked = page.events.filter(({ method }) => method === 'Network.requestWillBeSent');
    expect(asked.map(({ params }) => (params.request as { url: string }).url)).toEqual([pathToFileURL(file).href]);
    expect(page.events.filter(({ method }) => method === 'Log.entryAdded')).toEqual([]);
  });
});

(browser ? describe : describe.skip)(`the picture of the sheet in the documentation${reason}`, () => {
  let picture: BrowserPage;

  beforeAll(async () => {
    picture = await BrowserPage.open(browser ?? '', pathToFileURL(join(projectRoot, 'docs/images/sheet.svg')).href);
  }, 60_000);

  afterAll(() => picture?.close(), 30_000);

  test('is well-formed and shows the whole form', async () => {
    expect(await picture.evaluate(`document.querySelectorAll('parsererror').length`)).toBe(0);
    expect(await picture.evaluate(`document.querySelectorAll('dt').length`)).toBe(6);
    const bottom = `document.querySelector('footer').getBoundingClientRect().bottom`;
    expect(await picture.evaluate(`${bottom} <= document.documentElement.viewBox.baseVal.height`)).toBe(true);
  });

  test('shows no secret', async () => {
    const visible = `[...document.querySelectorAll('dd')].some((dd) => dd.checkVisibility() && [...dd.children].some((each) => each.checkVisibility() && each.textContent.includes('secret')))`;
    expect(await picture.evaluate(visible)).toBe(false);
  });
});
