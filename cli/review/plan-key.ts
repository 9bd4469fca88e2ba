import { UserError } from '../terminal/user-error';

export const PLAN_KEY = 'BTP_ISC_PLAN_KEY';
const LEAST = 32;

/**
 * Takes the key that seals plans out of the environment, so that no program that is started inherits it.
 *
 * @param required whether the command may not go on without one
 * @returns undefined where none is set
 * @throws UserError for a key that would not protect anything
 */
export function takePlanKey(required: boolean, environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const key = environment[PLAN_KEY];
  delete environment[PLAN_KEY];
  if (key === undefined && !required) return undefined;
  const wrong = wrongIn(key);
  if (wrong === undefined) return key;
  throw new UserError(
    `${PLAN_KEY} ${wrong}; allowed: a random text of at least ${LEAST} characters, the same for review and apply; ` +
      `fix: store one as a secret of the pipeline and give it to this step. To make one: ` +
      `node -p "require('node:crypto').randomBytes(32).toString('base64url')". Nothing was planned or applied.`,
  );
}

function wrongIn(key: string | undefined): string | undefined {
  if (key === undefined) return 'is not set, and --sealed needs it';
  if (key.trim() === '') return 'is empty';
  if (isReference(key)) return 'is a reference such as $(NAME) that the pipeline did not replace by the secret';
  const { length } = key.trim();
  return length < LEAST ? `has ${length} characters` : undefined;
}

/** `$(NAME)`, `${NAME}`, `${{ secrets.NAME }}`, `$NAME`, `%NAME%`: what platforms leave as it is when there is no such secret. */
const isReference = (key: string) => /^(\$\(.*\)|\$\{.*\}|\$[A-Za-z_]\w*|%\w+%)$/s.test(key.trim());
