import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';

const MODULE = 'github.com/!s!a!p/terraform-provider-btp@v1.0.0';

// biome-ignore lint/suspicious/noExplicitAny: recorded JSON of many shapes
export type Any = any;

/** One recorded request with its answer. */
export interface Step {
  /** `login` or a command such as `accounts/subaccount?get`. */
  readonly command: string;
  /** The whole body of a login, the paramValues of a command. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined: none. */
  readonly body: Any;
}

export interface Recording {
  readonly name: string;
  readonly steps: readonly Step[];
}

/** Where the Go module cache keeps what the provider's authors recorded; undefined if it is not on this machine. */
export function recordingsFolder(): string | undefined {
  const folder = path.join(moduleCache(), MODULE, 'internal/provider/fixtures');
  return fs.existsSync(folder) ? folder : undefined;
}

function moduleCache(): string {
  if (process.env.GOMODCACHE) return process.env.GOMODCACHE;
  for (const go of ['go', '/usr/local/go/bin/go']) {
    try {
      return execFileSync(go, ['env', 'GOMODCACHE'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    } catch {
      // The next one, or where Go keeps it when nobody says otherwise.
    }
  }
  return path.join(process.env.HOME ?? '/', 'go/pkg/mod');
}

export function loadRecordings(folder: string): Recording[] {
  return fs
    .readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => ({
      name: file.replace(/\.yaml$/, ''),
      steps: (parse(fs.readFileSync(path.join(folder, file), 'utf8')).interactions ?? []).map(step),
    }));
}

function step({ request, response }: Any): Step {
  const command = new URL(request.url).pathname + new URL(request.url).search;
  const sent = JSON.parse(request.body);
  const headers = Object.entries<string[]>(response.headers ?? {}).map(([name, [value]]) => [
    name.toLowerCase(),
    value,
  ]);
  return {
    command: command.replace(/^\/login\/.*/, 'login').replace(/^\/command\/[^/]+\//, ''),
    parameters: sent.paramValues ?? sent,
    status: response.code,
    headers: Object.fromEntries(headers),
    body: parsed(response.body),
  };
}

/** A few answers are plain text. */
export function parsed(text: string | undefined): Any {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return text;
  }
}
