/** A command as a shell would read it. */
export interface ShellCommand {
  /** Line within the text, from 0 on. */
  readonly line: number;
  /** `NAME=value` before the program. */
  readonly variables: readonly string[];
  /** The program and its arguments, quotes removed, redirections left out. */
  readonly words: readonly string[];
}

const PROMPT = '$ ';

/** The lines of a terminal session that are typed; what the programs answered becomes empty. */
export const typedLines = (session: string): string =>
  session
    .split('\n')
    .map((line) => (line.startsWith(PROMPT) ? line.slice(PROMPT.length) : ''))
    .join('\n');

/** A small part of the shell's grammar: what documentation needs. */
export function shellCommands(text: string): ShellCommand[] {
  const commands: ShellCommand[] = [];
  let words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  let line = 0;
  let begun = 0;
  const endWord = () => {
    if (word !== undefined) words.push(word);
    word = undefined;
  };
  const endCommand = () => {
    endWord();
    const command = withoutRedirections(words);
    const first = command.findIndex((each) => !/^\w+=/.test(each));
    const program = first < 0 ? command.length : first;
    if (command.length > 0)
      commands.push({ line: begun, variables: command.slice(0, program), words: command.slice(program) });
    words = [];
  };
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (word === undefined && words.length === 0) begun = line;
    if (char === '\n') line++;
    if (quote) {
      if (char === quote) quote = undefined;
      else word = (word ?? '') + char;
    } else if (char === "'" || char === '"') {
      quote = char;
      word ??= '';
    } else if (char === '\\') {
      at++;
      if (text.charAt(at) === '\n') line++;
      else word = (word ?? '') + text.charAt(at);
    } else if (char === '#' && word === undefined) {
      while (at + 1 < text.length && text.charAt(at + 1) !== '\n') at++;
    } else if (char === '\n' || char === ';' || char === '|' || (char === '&' && !word?.endsWith('>'))) endCommand();
    else if (char === ' ') endWord();
    else word = (word ?? '') + char;
  }
  endCommand();
  return commands;
}

function withoutRedirections(words: readonly string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (/^\d?[<>]{1,2}$/.test(word)) at++;
    else if (!/^\d?[<>]/.test(word)) kept.push(word);
  }
  return kept;
}
