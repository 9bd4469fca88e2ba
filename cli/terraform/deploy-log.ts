import { withoutControlCodes } from '../terminal/control-codes';
import { resourceWord } from './resource-words';

/** What a line of `cdktf deploy` says, as far as people want to know. */
export type DeployLine =
  | { readonly kind: 'done'; readonly stack: string; readonly what: string }
  | {
      readonly kind: 'summary';
      readonly stack: string;
      readonly added: number;
      readonly changed: number;
      readonly destroyed: number;
    };

/** Terraform's own wording is the same in terraform and tofu, and has been stable for years. */
const DONE = /^(\S+): (Creation|Modifications|Destruction) complete after/;
const SUMMARY = /^Apply complete! Resources: (\d+) added, (\d+) changed, (\d+) destroyed\./;

const VERBS: Readonly<Record<string, string>> = {
  Creation: 'created',
  Modifications: 'changed',
  Destruction: 'destroyed',
};

/**
 * Reads the output of `cdktf deploy` line by line. The CLI names the stack only on the first line of each piece of
 * terraform's output and indents the others, so the reader remembers whose piece it is in.
 */
export class DeployLogReader {
  /** The empty name stands for the CLI itself, before it names a stack. */
  private current = '';
  private readonly texts = new Map<string, string[]>();

  constructor(private readonly stacks: readonly string[]) {}

  read(line: string): DeployLine | undefined {
    const text = withoutControlCodes(line);
    const named = this.stacks.find((stack) => text.startsWith(`${stack} `));
    if (named) this.current = named;
    const said = text.slice(named?.length ?? 0).trim();
    const lines = this.texts.get(this.current);
    if (lines) lines.push(said);
    else this.texts.set(this.current, [said]);
    return this.current ? readTerraformLine(this.current, said) : undefined;
  }

  /** What terraform said of one stack; of the empty name, what the CLI said before there was a stack. */
  textOf(stack: string): string {
    return (this.texts.get(stack) ?? []).join('\n');
  }
}

function readTerraformLine(stack: string, text: string): DeployLine | undefined {
  const summary = SUMMARY.exec(text);
  if (summary) {
    const [added, changed, destroyed] = summary.slice(1).map(Number) as [number, number, number];
    return { kind: 'summary', stack, added, changed, destroyed };
  }
  const [, address = '', act = ''] = DONE.exec(text) ?? [];
  if (!act) return undefined;
  return { kind: 'done', stack, what: `${VERBS[act]} ${wordOf(address)}` };
}

/** What is not ours keeps its address, which says more than its type. */
function wordOf(address: string): string {
  const type = address.split('.')[0] ?? '';
  const word = resourceWord(type);
  return word === type ? address : word;
}
