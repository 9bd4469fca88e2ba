import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { projectRoot } from '../../../toolchain/paths';
import { type Block, blocksOf, type Page, pages } from '../markdown';
import { asDocumented, sameButForIds } from './documented';
import { Terminal } from './terminal';

/** Stands in a page whose terminal sessions are run, in their order, and written by `npm run record`. */
const RECORDED = '<!-- recorded: ';

/** What such a page calls the folder and the port of its local SAP; each recording has its own. */
const FOLDER = '.local/tutorial';
const PORT = '8055';

export const recordedPages = (): Page[] => pages().filter(({ text }) => text.includes(`\n${RECORDED}`));

/** A block as the page shows it and as it was just now. */
export interface Recording {
  readonly block: Block;
  readonly now: string;
}

/**
 * Does what a page says: writes its files (blocks with a `title`), runs its `console` blocks line by line, and notes
 * what they answer. `tail=N` and `head=N` show only so many lines of an answer, `only=WORD` one line, `exit=N` expects that exit code of
 * the last command.
 */
export async function record(page: Page, env: NodeJS.ProcessEnv): Promise<Recording[]> {
  const folder = mkdtempSync(join(tmpdir(), 'btp-isc-docs-'));
  const port = await freePort();
  const here = (text: string) =>
    text
      .replaceAll(FOLDER, folder)
      .replaceAll(PORT, port)
      // The cdktf command knows no variable for it.
      .replace(/^npx cdktf \w+/, `$& --output ${join(folder, 'cdktf.out')}`);
  const there = (text: string) =>
    asDocumented(text)
      .replaceAll(folder, FOLDER)
      .replaceAll(port, PORT)
      .replaceAll(projectRoot, '/home/me/cdktf-btp-isc');
  const terminal = new Terminal(projectRoot, { ...env, ...placesIn(folder) });
  try {
    const recordings: Recording[] = [];
    for (const block of blocksOf(page)) {
      const title = block.attributes.get('title');
      if (title) writeAt(resolve(projectRoot, here(title)), here(block.text));
      if (block.language === 'console') recordings.push({ block, now: await answers(block, terminal, here, there) });
    }
    return recordings;
  } finally {
    await terminal.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Where the programs leave what would otherwise lie in the clone. */
const placesIn = (folder: string): NodeJS.ProcessEnv => ({
  BTP_ISC_LOCAL_DIR: join(folder, 'start'),
  BTP_ISC_PLANS: join(folder, 'plans'),
  CDKTF_OUTDIR: join(folder, 'cdktf.out'),
  CF_HOME: join(folder, 'cf-home'),
  CF_STAND_IN_POLL_INTERVAL: '200ms',
  NO_COLOR: '1',
});

type Change = (text: string) => string;

async function answers(block: Block, terminal: Terminal, here: Change, there: Change): Promise<string> {
  const { attributes, page, line } = block;
  let session = '';
  const commands = typedCommands(block.text);
  for (const typed of commands) {
    const { code, output } = await terminal.type(here(typed));
    const expected = typed === commands.at(-1) ? Number(attributes.get('exit') ?? 0) : 0;
    if (code !== expected) throw new Error(`${page}:${line}: '${typed}' ended with ${code}:\n${output}`);
    session += `$ ${typed}\n${shown(there(output), attributes)}`;
  }
  return session;
}

/** A command goes on in the next line after a backslash. */
const typedCommands = (session: string): string[] =>
  [...session.matchAll(/^\$ (.*(?:\\\n.*)*)$/gm)].map(([, command = '']) => command);

function shown(output: string, attributes: ReadonlyMap<string, string>): string {
  const lines = output.split('\n').slice(0, -1);
  const [head, tail] = [Number(attributes.get('head') ?? 0), Number(attributes.get('tail') ?? 0)];
  const only = attributes.get('only');
  if (only) return `…\n${lines.find((line) => line.includes(only))?.trim() ?? ''}\n`;
  const kept = tail ? ['…', ...lines.slice(-tail)] : head ? lines.slice(0, head) : lines;
  return kept.map((line) => `${line}\n`).join('');
}

function writeAt(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** The page with what has changed; ids, times and the like that were shown stay. */
export function renewed(page: Page, recordings: readonly Recording[]): string {
  const lines = page.text.split('\n');
  for (const { block, now } of [...recordings].reverse()) {
    if (sameButForIds(block.text) === sameButForIds(now)) continue;
    lines.splice(block.line, block.text.split('\n').length - 1, ...now.split('\n').slice(0, -1));
  }
  return lines.join('\n');
}

/** Between 10000 and 65535, so that it is found again in texts by its five digits alone. */
async function freePort(): Promise<string> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const address = server.address();
    await new Promise((closed) => server.close(closed));
    if (address && typeof address === 'object' && address.port > 9999) return String(address.port);
  }
  throw new Error('no free port from 10000 on was found');
}
