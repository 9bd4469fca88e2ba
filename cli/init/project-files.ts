import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseLandscape } from '../../lib/landscape/load';
import { UserError } from '../io/exit';
import { packageRoot, version } from '../package';
import type { Answers, Pipeline } from './questions';

/** Path in the project, and the template it is made from. */
const PROJECT: Readonly<Record<string, string>> = {
  'landscape.yaml': 'project/landscape.yaml',
  'main.ts': 'project/main.ts',
  'cdktf.json': 'project/cdktf.json',
  'package.json': 'project/package.json',
  'tsconfig.json': 'project/tsconfig.json',
  '.gitignore': 'project/gitignore',
};

const PIPELINE: Readonly<Record<Pipeline, Readonly<Record<string, string>>>> = {
  github: { '.github/workflows/btp-isc.yml': 'pipelines/github.yml' },
  gitlab: { '.gitlab-ci.yml': 'pipelines/gitlab.yml' },
  azure: { 'azure-pipelines.yml': 'pipelines/azure.yml' },
  jenkins: { Jenkinsfile: 'pipelines/Jenkinsfile' },
  none: {},
};

/** The files of a new project, by path. */
export function projectFiles(dir: string, answers: Answers, now: Date): Map<string, string> {
  const files = { ...PROJECT, ...PIPELINE[answers.pipeline] };
  const values = placeholders(dir, answers, now);
  const contents = Object.entries(files).map(([path, template]) => {
    const text = readFileSync(join(packageRoot, 'templates', template), 'utf8');
    return [path, text.replace(/__([A-Z_]+)__/g, (whole, name) => values[name] ?? whole)] as const;
  });
  return new Map(contents);
}

/** Writes a project, or nothing: not over files that are there, and no landscape that is wrong. */
export function writeProject(dir: string, files: ReadonlyMap<string, string>): void {
  parseLandscape(files.get('landscape.yaml') ?? '', 'landscape.yaml');
  try {
    const there = [...files.keys()].filter((path) => lstatSync(join(dir, path), { throwIfNoEntry: false }));
    if (there.length > 0) {
      throw new UserError(
        `${there.join(', ')} is there already in ${dir}, and nothing was written. Name another folder.`,
      );
    }
    for (const [path, text] of files) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text, { flag: 'wx' });
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UserError(`The project cannot be written to ${dir} (${code}). Name a folder that can be created.`);
  }
}

function placeholders(dir: string, answers: Answers, now: Date): Record<string, string> {
  const { globalAccount, subaccount, subaccountId, connector, endpoint } = answers;
  const name =
    basename(resolve(dir))
      .toLowerCase()
      .replace(/[^a-z0-9-]+/g, '-') || 'isc';
  return {
    // As JSON, which is YAML too: no answer can become something else than a text.
    GLOBAL_ACCOUNT: yamlText(globalAccount),
    SUBACCOUNT: yamlText(subaccount),
    SUBACCOUNT_ID: yamlText(subaccountId),
    CONNECTOR: yamlText(connector),
    ENDPOINT: yamlText(endpoint),
    KEY: `isc-${now.toISOString().slice(0, 7)}`,
    PROJECT: name,
    // Only has to differ between projects.
    PROJECT_ID: createHash('sha256').update(`${name} ${globalAccount} ${now.toISOString()}`).digest('hex').slice(0, 32),
    VERSION: version,
  };
}

/** Plain where that is a text in YAML for certain, else quoted. */
function yamlText(text: string): string {
  const plain = /^[A-Za-z/][A-Za-z0-9/_. -]*$/.test(text) && !/^(true|false|null|yes|no|on|off)$/i.test(text);
  return plain || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text) ? text.trim() : JSON.stringify(text);
}
