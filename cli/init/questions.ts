import { createInterface } from 'node:readline/promises';
import { EXIT, UserError } from '../io/exit';
import type { Io, Output } from '../io/io';

/** What a new project is made from. */
export interface Answers {
  readonly globalAccount: string;
  readonly subaccount: string;
  readonly subaccountId: string;
  readonly connector: string;
  readonly endpoint: string;
  readonly pipeline: Pipeline;
}

export const PIPELINES = ['github', 'gitlab', 'azure', 'jenkins', 'none'] as const;
export type Pipeline = (typeof PIPELINES)[number];

interface Question {
  readonly name: keyof Answers;
  readonly flag: string;
  readonly text: string;
  readonly suggestion?: string;
}

const QUESTIONS: readonly Question[] = [
  { name: 'globalAccount', flag: '--global-account', text: 'Subdomain of the global account' },
  { name: 'subaccount', flag: '--subaccount', text: 'Short name of the subaccount', suggestion: 'hr-dev' },
  { name: 'subaccountId', flag: '--subaccount-id', text: 'ID of the subaccount (its overview in the BTP cockpit)' },
  { name: 'connector', flag: '--connector', text: 'Name of the connector in ISC', suggestion: 'Employee Hired' },
  { name: 'endpoint', flag: '--endpoint', text: 'Path of the iFlow', suggestion: '/http/sf/employee-hired' },
  { name: 'pipeline', flag: '--pipeline', text: `Pipeline (${PIPELINES.join(', ')})`, suggestion: 'none' },
];

/** The answers from the flags, and from the user what the flags leave open; without a terminal nobody can be asked. */
export async function askFor(given: Partial<Answers>, { input, err }: Io): Promise<Answers> {
  const open = QUESTIONS.filter(({ name }) => given[name] === undefined);
  const required = open.filter(({ suggestion }) => suggestion === undefined);
  if (!input.isTTY && required.length > 0) {
    throw new UserError(
      `Nobody can be asked here, and these are missing: ${required.map(({ flag }) => flag).join(', ')}. See btp-isc init --help.`,
      EXIT.usage,
    );
  }
  const answers: Record<string, string> = Object.fromEntries(
    open.map(({ name, suggestion = '' }) => [name, suggestion]),
  );
  if (input.isTTY) Object.assign(answers, await ask(open, input, err));
  return { ...answers, ...given } as unknown as Answers;
}

async function ask(questions: readonly Question[], input: NodeJS.ReadStream, output: Output) {
  const terminal = createInterface({ input, output: output.stream });
  const lines = terminal[Symbol.asyncIterator]();
  const answers: Record<string, string> = {};
  try {
    for (const question of questions) {
      do answers[question.name] = await answerTo(question, lines, output);
      while (!isAnswer(question, answers[question.name]));
    }
  } finally {
    terminal.close();
  }
  return answers;
}

async function answerTo(
  { text, suggestion = '' }: Question,
  lines: AsyncIterator<string>,
  output: Output,
): Promise<string> {
  output.write(`${text}${suggestion && ` [${suggestion}]`}: `);
  const { done, value } = await lines.next();
  // Ctrl-C and Ctrl-D end the questions; nothing has been written by then.
  if (done) throw new UserError('\nNothing was written.', EXIT.interrupted);
  return value.trim() || suggestion;
}

function isAnswer({ name }: Question, answer = ''): boolean {
  return name === 'pipeline' ? PIPELINES.some((pipeline) => pipeline === answer) : answer !== '';
}
