import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { UserError } from '../terminal/user-error';

/** The program that reads state: what `TERRAFORM_BINARY_NAME` names, else terraform, else tofu on PATH. */
export function terraformBinary(env: NodeJS.ProcessEnv = process.env): string {
  if (env.TERRAFORM_BINARY_NAME) return env.TERRAFORM_BINARY_NAME;
  const found = ['terraform', 'tofu'].find((name) => isOnPath(name, env.PATH ?? ''));
  if (found) return found;
  throw new UserError(
    'Neither terraform nor tofu is on PATH: install one, or name the program in TERRAFORM_BINARY_NAME.',
  );
}

function isOnPath(name: string, path: string): boolean {
  return path
    .split(delimiter)
    .filter(Boolean)
    .flatMap((folder) => [join(folder, name), join(folder, `${name}.exe`)])
    .some(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
