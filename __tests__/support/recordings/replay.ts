import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { type RunningEmulator, startEmulator } from '../../../emulator';
import { differences, type Got } from './compare';
import { parsed, type Recording, type Step } from './load';
import { seedOf } from './seed-of';

/** Why a step is not replayed; undefined: it is. */
export type LeftOut = string | undefined;

export interface Outcome {
  readonly command: string;
  readonly recording: string;
  readonly differences: readonly string[];
}

/** What is recorded of commands that the emulator does not have. */
const NOT_EMULATED =
  /^(services\/|accounts\/resource-provider|security\/(settings|app)\?|security\/trust\?(create|update|delete))/;

export function leftOut(recording: Recording, { command, status }: Step): LeftOut {
  if (status === 307) return 'redirect to a regional server: the emulator never redirects (facts: btp 1.6)';
  if (NOT_EMULATED.test(command)) return 'command not emulated';
  const changesTrust = recording.steps.some((step) => /^security\/trust\?(create|delete)/.test(step.command));
  if (command.startsWith('security/trust?') && changesTrust) return 'reads a trust that a command not emulated made';
  return undefined;
}

/** Repeats what was recorded against an emulator of its own, from the seed that the recording implies. */
export async function replay(recording: Recording): Promise<Outcome[]> {
  const steps = withoutPolls(recording.steps.filter((step) => !leftOut(recording, step)));
  if (steps.length === 0) return [];
  const stateDir = fs.mkdtempSync(path.join(os.tmpdir(), 'recording-'));
  const time = { now: Date.UTC(2026, 0, 5) };
  const emulator = await startEmulator({ stateDir, seed: seedOf(recording), now: () => time.now });
  try {
    return await new Player(emulator, recording.name, time).play(steps);
  } finally {
    await emulator.close();
    fs.rmSync(stateDir, { recursive: true, force: true });
  }
}

/** Of the same question asked again and again the last answer counts: the emulator's clock jumps where clients wait. */
function withoutPolls(steps: readonly Step[]): Step[] {
  const question = ({ command, parameters }: Step) => command + JSON.stringify(parameters);
  return steps.filter((step, index) => {
    const next = steps[index + 1];
    return next === undefined || step.command === 'login' || question(next) !== question(step);
  });
}

const MOST_SECONDS_OF_A_CHANGE = 60;

class Player {
  private session = '';
  /** What was created then and what stands for it now. */
  private readonly ids = new Map<string, string>();

  constructor(
    private readonly emulator: RunningEmulator,
    private readonly recording: string,
    private readonly time: { now: number },
  ) {}

  async play(steps: readonly Step[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const step of steps) {
      const got = await this.ask(step);
      this.learn(step, got);
      const { command } = step;
      outcomes.push({ command, recording: this.recording, differences: differences(this.translated(step), got) });
      this.time.now += MOST_SECONDS_OF_A_CHANGE * 1000;
    }
    return outcomes;
  }

  private async ask({ command, parameters }: Step): Promise<Got> {
    const isLogin = command === 'login';
    const url = `${this.emulator.btpCliServerUrl}${isLogin ? 'login/v2.49.0' : `command/v2.49.0/${command}`}`;
    const body = JSON.stringify(isLogin ? parameters : { paramValues: this.translated(parameters) });
    const answer = await fetch(url, { method: 'POST', body, headers: { 'x-cpcli-sessionid': this.session } });
    const text = await answer.text();
    const headers = Object.fromEntries(answer.headers);
    if (isLogin) this.session = headers['x-cpcli-sessionid'] ?? '';
    return { status: answer.status, headers, body: parsed(text) };
  }

  private learn({ command, body }: Step, got: Got): void {
    if (!command.endsWith('?create') || !body || !got.body) return;
    for (const key of ['guid', 'id']) if (body[key] && got.body[key]) this.ids.set(body[key], got.body[key]);
  }

  private translated<T>(value: T): T {
    if (this.ids.size === 0) return value;
    let text = JSON.stringify(value);
    for (const [then, now] of this.ids) text = text.replaceAll(then, now);
    return JSON.parse(text);
  }
}
