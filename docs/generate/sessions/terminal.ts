import { createInterface } from 'node:readline';
import { ProcessGroup } from '../../../cli/terraform/process-group';

export interface Answer {
  /** Missing where it did not become ready. */
  readonly code: number | undefined;
  /** Both streams, as a terminal shows them. */
  readonly output: string;
}

/** Ends by Ctrl-C only, so a reader types it into a second terminal. */
const STAYS = /^(?:npm run|npx btp-isc|btp-isc) emulator\b/;
const READY_WITHIN_MS = 60_000;

/** A person at a shell: what was exported stays, what runs in another window is stopped at the end. */
export class Terminal {
  private readonly exports: string[] = [];
  private readonly running: ProcessGroup[] = [];

  constructor(
    private readonly folder: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  async type(command: string): Promise<Answer> {
    if (/^(?:export|unset) /.test(command)) {
      this.exports.push(command);
      return { code: 0, output: '' };
    }
    return STAYS.test(command) ? this.start(command) : this.run(command);
  }

  private shell(command: string): ProcessGroup {
    const script = ['exec 2>&1', ...this.exports, command].join('\n');
    return new ProcessGroup('bash', ['-c', script], {
      cwd: this.folder,
      env: this.env,
    });
  }

  private async run(command: string): Promise<Answer> {
    const group = this.shell(command);
    let output = '';
    group.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    const { code } = await group.ended();
    return { code, output };
  }

  /** Until it has said that it is ready. */
  private async start(command: string): Promise<Answer> {
    const group = this.shell(command);
    this.running.push(group);
    process.once('exit', () => group.signal('SIGTERM'));
    const said: string[] = [];
    const ready = new Promise<Answer>((done) => {
      createInterface({ input: group.stdout }).on('line', (line) => {
        said.push(`${line}\n`);
        if (line.startsWith('{')) done({ code: 0, output: said.join('') });
      });
    });
    const late = new Promise<Answer>((done) => {
      setTimeout(() => done({ code: undefined, output: said.join('') }), READY_WITHIN_MS).unref();
    });
    return Promise.race([ready, late, group.ended().then(({ code }) => ({ code, output: said.join('') }))]);
  }

  async close(): Promise<void> {
    for (const group of this.running) group.signal('SIGTERM');
    await Promise.all(this.running.map((group) => group.ended()));
  }
}
