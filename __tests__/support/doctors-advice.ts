import type { RunningEmulator } from '../../emulator';
import { type CommandResult, execute } from './workspace';

/** Where a command that `btp-isc doctor` gives is run. */
export interface Patient {
  readonly sap: Pick<RunningEmulator, 'cfApiUrl' | 'uaaUrl'>;
  readonly dir: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The command as it is printed, in a shell; `cf` is not to be had here, so what it would ask is asked. */
export async function followAdvice(command: string, { sap, dir, env }: Patient): Promise<CommandResult> {
  const [, method, path] = /^cf curl -X (\w+) (\S+)$/.exec(command) ?? [];
  if (!method || !path) return execute('/bin/sh', ['-c', command], dir, env);
  const { status } = await fetch(`${sap.cfApiUrl}${path}`, {
    method,
    headers: { authorization: `bearer ${await token(sap, env)}` },
  });
  // Deleting takes a moment, and what is being deleted is still in the way.
  await new Promise((resolve) => setTimeout(resolve, 300));
  return { code: status < 400 ? 0 : 1, output: `${method} ${path}: ${status}` };
}

async function token(
  { uaaUrl }: Patient['sap'],
  { CF_USER = '', CF_PASSWORD = '' }: NodeJS.ProcessEnv,
): Promise<string> {
  const form = new URLSearchParams({ grant_type: 'password', username: CF_USER, password: CF_PASSWORD });
  const headers = { authorization: 'Basic Y2Y6', 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await fetch(`${uaaUrl}/oauth/token`, { method: 'POST', headers, body: form.toString() });
  return ((await answer.json()) as { access_token: string }).access_token;
}
