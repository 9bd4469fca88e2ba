import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { type RunningEmulator, startEmulator } from '../../../emulator';
import { type Any, parsed, type Recording, type Step, seedOfRecording } from './recording';

/** An answer of the emulator in the same words as a recorded one. */
export type Got = Pick<Step, 'status' | 'headers' | 'body'>;

/** Fields that tell where in its life a thing is; their values count, of all others only the types. */
const STATES = ['state', 'entityState', 'status', 'operation'];

/** Answers newer than the recordings have these as well (facts: btp 4.2, 4.4, 4.10 to 4.12). */
const NEWER = [
  'contractStatus',
  'availabilityLevel',
  'lastModifiedBy',
  'closestEntitlementManagedParentGUID',
  'endDate',
  'deprecationMessage',
  'deprecationInfoLink',
  'createdBy',
  'modifiedBy',
  'allowedTargetPlans',
  'paramsSchema',
  'supportsGetParameters',
  'originKeyCfuaa',
  'defaultIdp',
  'idpType',
  'appDescription',
];

/** Recorded as null or as a value without anything in the request or the seed to tell which. */
const SOMETIMES_NULL = [
  'refreshToken',
  'ownerType',
  'termsOfUseUrl',
  'numberOfAssignedEntities',
  'globalAccountSourceEntitlements',
  'sourceEntitlements',
  'resources',
  'additionalPlanFeatures',
  'assignedResources',
  'iconBase64',
  'applicationCoordinates',
  'description',
  'assignedBillingObject',
  'remainingAmount',
  'maxAllowedSubaccountQuota',
];

/** Texts of the product and data of the account that a seed has no words for; the facts mark them as optional. */
const UNSPOKEN = [
  'useFor',
  'costObjectType',
  'costObjectId',
  'appDescription',
  'planDescription',
  'additionalPlanFeatures',
  'shortDescription',
  'iconBase64',
  'incidentTrackingComponent',
];

/** Free in their inner form, so not looked into (facts: btp 4.10). */
const FREE_FORM = ['applicationCoordinates'];

/** Every difference in words; none: the answers match. */
export function differences(recorded: Step, got: Got): string[] {
  return [
    ...(recorded.status === got.status ? [] : [`HTTP ${got.status} instead of ${recorded.status}`]),
    ...headerDifferences(recorded, got),
    ...fieldDifferences('', recorded.body, got.body),
  ];
}

function headerDifferences(recorded: Step, got: Got): string[] {
  const backend = 'x-cpcli-backend-status';
  const presence = ['x-cpcli-backend-mediatype', 'x-cpcli-server-message', 'content-type'];
  // On commands a session header occurs only after redirects, which the emulator never makes (facts: btp 1.3, 1.6).
  if (recorded.command === 'login') presence.push('x-cpcli-sessionid');
  return [
    ...(recorded.headers[backend] === got.headers[backend]
      ? []
      : [`backend ${got.headers[backend]} instead of ${recorded.headers[backend]}: ${got.body?.error ?? ''}`]),
    ...presence
      .filter((name) => (recorded.headers[name] === undefined) !== (got.headers[name] === undefined))
      .map((name) => `header ${name} ${got.headers[name] === undefined ? 'missing' : 'too many'}`),
  ];
}

const typeOf = (value: Any) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

function fieldDifferences(path: string, recorded: Any, got: Any): string[] {
  const [want, have] = [typeOf(recorded), typeOf(got)];
  if (want !== have) {
    const nullable = SOMETIMES_NULL.includes(path.split('.').at(-1) ?? '');
    return nullable && (want === 'null' || have === 'null') ? [] : [`${path || 'body'} is ${have} instead of ${want}`];
  }
  if (want === 'array') return arrayDifferences(path, recorded, got);
  if (want === 'object')
    return FREE_FORM.includes(path.split('.').at(-1) ?? '') ? [] : objectDifferences(path, recorded, got);
  const isState = STATES.includes(path.split('.').at(-1) ?? '');
  return isState && recorded !== got ? [`${path} is ${got} instead of ${recorded}`] : [];
}

/** Of labels the keys are data as well, so they must agree, too. */
function objectDifferences(path: string, recorded: Any, got: Any): string[] {
  const inner = (key: string) => (path ? `${path}.${key}` : key);
  const extra = Object.keys(got).filter((key) => !(key in recorded) && !NEWER.includes(key));
  return [
    ...Object.keys(recorded)
      .filter((key) => key in got || !UNSPOKEN.includes(key))
      .flatMap((key) =>
        key in got ? fieldDifferences(inner(key), recorded[key], got[key]) : [`${inner(key)} missing`],
      ),
    ...extra.map((key) => `${inner(key)} too many`),
  ];
}

/** Elements are paired by what names them. The emulator may know of more. */
function arrayDifferences(path: string, recorded: Any[], got: Any[]): string[] {
  const found = new Map(got.map((element, index) => [nameOf(element, index), element]));
  return recorded.flatMap((element, index) => {
    const name = nameOf(element, index);
    if (!found.has(name)) return [`${path}[] lacks ${name}`];
    return fieldDifferences(`${path}[]`, element, found.get(name));
  });
}

function nameOf(element: Any, index: number): string {
  if (typeof element !== 'object' || element === null) return String(element);
  const { guid, id, entityId, appName, planName, key, originKey, name, roleTemplateAppId, landscapeLabel } = element;
  const names = [guid, id, entityId, appName, planName, key, originKey, name, roleTemplateAppId, landscapeLabel];
  return names.filter((part) => part !== undefined).join('/') || String(index);
}

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
  const emulator = await startEmulator({ stateDir, seed: seedOfRecording(recording), now: () => time.now });
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
