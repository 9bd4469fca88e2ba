import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A piece of shell that a pipeline runs, as the platform would run it. */
export interface Step {
  readonly script: string;
  /** The command that gets the script as its last argument. */
  readonly shell: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** What a pipeline runs on a pull request, on the default branch up to and with the apply, and by its schedule in two jobs. */
export interface PipelineSteps {
  readonly pullRequest: Step[];
  readonly main: Step[];
  readonly drift: Step[];
  readonly keys: Step[];
}

export type Kind = 'github' | 'gitlab' | 'azure' | 'jenkins';

const PLAN_KEY = 'fake-plan-key-of-at-least-32-characters';

/** What a step finds as BTP_ISC_PLAN_KEY where the platform has no such secret; the steps of Jenkins do not even begin. */
export const NO_PLAN_KEY: Readonly<Record<Kind, string | undefined>> = {
  github: '',
  gitlab: undefined,
  azure: '$(BTP_ISC_PLAN_KEY)',
  jenkins: undefined,
};

export function stepsOf(kind: Kind, file: string): PipelineSteps {
  const text = readFileSync(file, 'utf8');
  return { github, gitlab, azure, jenkins }[kind](text);
}

interface GithubStep {
  readonly run?: string;
  readonly if?: string;
  readonly env?: Record<string, string>;
}

function github(text: string): PipelineSteps {
  const { jobs } = parse(text) as { jobs: Record<string, { env?: Record<string, string>; steps: GithubStep[] }> };
  const run = (event: string, ...names: string[]): Step[] =>
    names.flatMap((name) => {
      const { env = {}, steps } = jobs[name] ?? { steps: [] };
      return steps
        .filter(
          (step) =>
            step.run && (step.if === undefined || step.if.includes('cancelled') || step.if.includes(`'${event}'`)),
        )
        .map(({ run = '', env: own = {} }) => ({
          script: run,
          shell: ['bash', '-eo', 'pipefail', '-c'],
          env: Object.fromEntries(Object.entries({ ...env, ...own }).map(([key, value]) => [key, githubValue(value)])),
        }));
    });
  return {
    pullRequest: run('pull_request', 'review', 'summary'),
    main: run('push', 'review', 'summary', 'apply'),
    drift: run('schedule', 'drift'),
    keys: run('schedule', 'keys'),
  };
}

/** The expressions that the template uses, on one runner. */
function githubValue(value: string): string {
  return value
    .replace('${{ matrix.shard }}', '1')
    .replace('${{ strategy.job-total }}', '1')
    .replace('${{ secrets.BTP_ISC_PLAN_KEY }}', PLAN_KEY)
    .replace('${{ github.event.pull_request.number }}', '7')
    .replace('${{ github.token }}', 'fake-token');
}

type GitlabJob = { script: string[]; after_script?: string[] };

function gitlab(text: string): PipelineSteps {
  const pipeline = parse(text) as Record<string, GitlabJob> & {
    default: { before_script: string[] };
    variables: Record<string, string>;
  };
  const run = (env: Record<string, string>, ...names: string[]): Step[] =>
    names.flatMap((name) => {
      const { script = [], after_script = [] } = pipeline[name] ?? { script: [] };
      // All lines of a script are one shell; what runs after it is another.
      return [[...pipeline.default.before_script, ...script], after_script]
        .filter((lines) => lines.length > 0)
        .map((lines) => ({
          script: lines.join('\n'),
          shell: ['bash', '-eo', 'pipefail', '-c'],
          env: { ...pipeline.variables, BTP_ISC_PLAN_KEY: PLAN_KEY, ...env },
        }));
    });
  const mergeRequest = {
    CI_MERGE_REQUEST_IID: '7',
    COMMENT_TOKEN: 'fake-token',
    CI_API_V4_URL: 'https://gitlab.example.com/api/v4',
    CI_PROJECT_ID: '1',
  };
  return {
    pullRequest: run(mergeRequest, 'review', 'summary'),
    main: run({}, 'review', 'summary', 'apply'),
    drift: run({}, 'drift'),
    keys: run({}, 'keys'),
  };
}

interface AzureStep {
  readonly bash?: string;
  readonly condition?: string;
}

function azure(text: string): PipelineSteps {
  const { stages } = parse(text) as { stages: { stage: string; jobs: AzureJob[] }[] };
  const stepsOfStage = (name: string, reason: string, only?: string): Step[] =>
    (stages.find(({ stage }) => stage === name)?.jobs ?? [])
      .filter(({ job }) => only === undefined || job === only)
      .flatMap((job) => job.steps ?? job.strategy?.runOnce?.deploy.steps ?? [])
      .filter(({ bash, condition = 'always()' }) => bash && (condition === 'always()' || condition.includes(reason)))
      // Azure's shell goes on after a failure unless the script says otherwise.
      .map(({ bash = '' }) => ({ script: bash, shell: ['bash', '--noprofile', '--norc', '-c'], env: AZURE }));
  return {
    pullRequest: stepsOfStage('review', 'PullRequest'),
    main: [...stepsOfStage('review', 'IndividualCI'), ...stepsOfStage('apply', 'IndividualCI')],
    drift: stepsOfStage('schedule', 'Schedule', 'drift'),
    keys: stepsOfStage('schedule', 'Schedule', 'keys'),
  };
}

interface AzureJob {
  readonly job?: string;
  readonly steps?: AzureStep[];
  readonly strategy?: { readonly runOnce?: { readonly deploy: { readonly steps: AzureStep[] } } };
}

const AZURE = {
  BTP_ISC_PLAN_KEY: PLAN_KEY,
  SYSTEM_JOBPOSITIONINPHASE: '1',
  SYSTEM_TOTALJOBSINPHASE: '1',
  SYSTEM_ACCESSTOKEN: 'fake-token',
  SYSTEM_COLLECTIONURI: 'https://dev.azure.example.com/',
  SYSTEM_TEAMPROJECT: 'isc',
  BUILD_REPOSITORY_ID: '1',
  SYSTEM_PULLREQUEST_PULLREQUESTID: '7',
};

/** Jenkins has no comment of its own, so a pull request runs everything up to the summary. */
function jenkins(text: string): PipelineSteps {
  const stage = (name: string): Step[] => {
    const [, indent = ''] = new RegExp(`\\n( *)stage\\('${name}'\\)`).exec(text) ?? [];
    const rest = text.slice(text.indexOf(`stage('${name}')`));
    // It ends where the next one of its level, or of one further out, begins.
    const next = rest.search(new RegExp(`\\n {0,${indent.length}}stage\\('`));
    const body = next < 0 ? rest : rest.slice(0, next);
    return [...body.matchAll(/\bsh '''([\s\S]*?)'''|\bsh '([^'\n]*)'/g)].map(([, long, short]) => ({
      script: long ?? short ?? '',
      // A script that begins with #! names its own shell; any other gets sh -xe.
      shell: long ? ['bash', '-c'] : ['sh', '-xe', '-c'],
      env: JENKINS,
    }));
  };
  return {
    pullRequest: [...stage('Review'), ...stage('Summary')],
    main: [...stage('Review'), ...stage('Summary'), ...stage('Apply')],
    drift: stage('Drift'),
    keys: stage('Keys'),
  };
}

const JENKINS = {
  BTP_ISC_PLAN_KEY: PLAN_KEY,
  SHARD: '1',
  SHARDS: '1',
  BTP_USR: 'user@example.com',
  BTP_PSW: 'fake-password',
  CF_USR: 'user@example.com',
  CF_PSW: 'fake-password',
};
