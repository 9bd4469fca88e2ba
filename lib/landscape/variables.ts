import type { Path, YamlDocument } from './document';
import { type LandscapeProblem, pathText } from './landscape-error';

/**
 * `${env:NAME}` in any text of a landscape stands for the environment variable NAME. Settings that hold a secret keep
 * the reference: a secret must not get into what is synthesized, and whoever uses it reads the environment then.
 */
const REFERENCE = /\$\{env:([^}]*)\}/g;

/** The whole text is one reference. */
export const WHOLE_REFERENCE = /^\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}$/;

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const SECRET_SETTING = /^(client_?secret|password|passwd|secret|token|access_?token|private_?key|api_?key)$/i;
const SECRET_VARIABLE = /PASSWORD|PASSWD|SECRET|PRIVATE_?KEY|TOKEN/i;
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----|"clientsecret"\s*:/;

/** The values of a document with variables replaced, or what is wrong with them. */
export function replaceVariables(
  document: YamlDocument,
  env: NodeJS.ProcessEnv,
): { readonly value: unknown; readonly problems: LandscapeProblem[] } {
  const problems: LandscapeProblem[] = [];
  const problem = (path: Path, wrong: string, allowed: string, fix: string) =>
    problems.push({ property: pathText(path), position: document.positionOf(path), wrong, allowed, fix });

  const text = (value: string, path: Path): string => {
    const setting = String([...path].reverse().find((step) => typeof step === 'string') ?? '');
    if (SECRET_SETTING.test(setting)) {
      if (!WHOLE_REFERENCE.test(value)) literalSecret(setting, path);
      return value;
    }
    if (PRIVATE_KEY.test(value)) literalSecret(setting, path);
    return value.replace(REFERENCE, (reference, name: string) => variable(name, path) ?? reference);
  };

  const literalSecret = (setting: string, path: Path) => {
    const variable = setting.replace(/[^A-Za-z0-9]+/g, '_').toUpperCase() || 'MY_SECRET';
    const fix = `put it into an environment variable and write ${setting}: \${env:${variable}}; change the secret, as it has stood in a file`;
    problem(path, 'is a secret in a file', `\${env:NAME}, the name of an environment variable`, fix);
  };

  const variable = (name: string, path: Path): string | undefined => {
    const value = env[name];
    if (!NAME.test(name)) {
      const fix = 'write it as in ${env:HR_SUBACCOUNT_ID}';
      problem(path, `refers to '${name}'`, "the name of an environment variable: letters, digits and '_'", fix);
    } else if (SECRET_VARIABLE.test(name)) {
      const wrong = `takes its value from ${name}, which sounds like a secret and would stand in what is synthesized`;
      problem(path, wrong, 'values that others may read', 'remove it, or rename the variable if it is no secret');
    } else if (!value) {
      const wrong = `refers to ${name}, which is ${value === undefined ? 'not set' : 'empty'}`;
      problem(path, wrong, 'an environment variable that is set', `set it: export ${name}=…`);
    }
    return value;
  };

  const walk = (value: unknown, path: Path): unknown => {
    if (typeof value === 'string') return text(value, path);
    if (Array.isArray(value)) return value.map((item, index) => walk(item, [...path, index]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, [...path, key])]));
  };
  return { value: walk(document.value, []), problems };
}
