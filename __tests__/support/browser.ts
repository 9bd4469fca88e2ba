import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

/** A Chromium on PATH, if there is one; `CHROME_PATH` names another. */
export function findBrowser(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [process.env.CHROME_PATH ?? '', ...candidates].find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return path !== '';
  } catch {
    return false;
  }
}

type Json = Record<string, unknown>;

interface Answer {
  readonly result?: Json;
  readonly error?: Json;
}

/** One page of a real browser without a window, told what to do by the Chrome DevTools Protocol over pipes. */
export class BrowserPage {
  readonly events: { readonly method: string; readonly params: Json }[] = [];
  private readonly profile = mkdtempSync(join(tmpdir(), 'btp-isc-browser-'));
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  private session?: string;
  private last = 0;

  static async open(browser: string, url: string): Promise<BrowserPage> {
    const page = new BrowserPage(browser);
    const { targetId } = await page.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await page.send('Target.attachToTarget', { targetId, flatten: true });
    page.session = String(sessionId);
    for (const domain of ['Page', 'Network', 'Log', 'Runtime']) await page.send(`${domain}.enable`);
    await page.send('Browser.grantPermissions', { permissions: ['clipboardReadWrite', 'clipboardSanitizedWrite'] });
    await page.send('Page.navigate', { url });
    await page.event('Page.loadEventFired');
    return page;
  }

  private constructor(browser: string) {
    const options = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--remote-debugging-pipe',
      `--user-data-dir=${this.profile}`,
    ];
    this.child = spawn(browser, options, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    let rest = '';
    (this.child.stdio[4] as Readable).setEncoding('utf8').on('data', (text: string) => {
      const messages = (rest + text).split('\0');
      rest = messages.pop() ?? '';
      for (const message of messages) this.receive(JSON.parse(message));
    });
  }

  private receive(message: Answer & { id?: number; method?: string; params?: Json }): void {
    if (message.id === undefined) this.events.push({ method: String(message.method), params: message.params ?? {} });
    else this.waiting.get(message.id)?.(message);
  }

  async send(method: string, params: Json = {}): Promise<Json> {
    const id = ++this.last;
    const sessionId = method.startsWith('Target.') || method.startsWith('Browser.') ? undefined : this.session;
    const answer = new Promise<Answer>((resolve) => this.waiting.set(id, resolve));
    (this.child.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    const { result, error } = await answer;
    if (error) throw new Error(`${method}: ${JSON.stringify(error)}`);
    return result ?? {};
  }

  /** Evaluates as if a person had clicked; promises are awaited. */
  async evaluate(expression: string): Promise<unknown> {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
      userGesture: true,
    });
    if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails));
    return (result as { value?: unknown }).value;
  }

  /** Until an expression is true, or for five seconds. */
  async until(expression: string): Promise<void> {
    for (let attempt = 0; attempt < 100; attempt++) {
      if (await this.evaluate(expression)) return;
      await new Promise((next) => setTimeout(next, 50));
    }
    throw new Error(`never true: ${expression}`);
  }

  private async event(method: string): Promise<void> {
    for (let attempt = 0; attempt < 400; attempt++) {
      if (this.events.some((event) => event.method === method)) return;
      await new Promise((next) => setTimeout(next, 50));
    }
    throw new Error(`the browser never said ${method}`);
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    await Promise.race([this.send('Browser.close').catch(() => undefined), ended]);
    await ended;
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
