import { type Block, blocksOf, textsOf } from '../configuration';
import { type Exposure, Exposures } from '../exposure';
import { type Node, parseTemplate, type Template } from '../expressions/parse';
import type { SynthRule, Violation } from '../rule';
import { LITERAL_SECRETS } from '../secrets';

/** Arguments that platforms, logs and people show, also as part of a longer name: `display_name`. */
const SHOWN =
  /(^|_)(annotations?|command|commands|description|error_message|labels?|message|name|subdomain|tags?|title|username)$/;

export const NO_LEAKED_SECRETS: SynthRule = {
  id: 'ISC001',
  title: 'NoLeakedSecrets',
  level: 'error',
  why:
    'A secret in an output that is not sensitive, in a name, a description or a label is printed by pipelines and ' +
    'shown to everybody who may look at the platform.',
  fix: 'Hand secrets over in sensitive outputs only, and keep nonsensitive() for what is none.',

  check(configuration) {
    const exposures = new Exposures(configuration);
    return blocksOf(configuration).flatMap((block) =>
      textsOf(block.body).flatMap(({ path, text }) => {
        const template = parseTemplate(text);
        const written = literalSecrets(block, path, template);
        if (template.parts.every(({ type }) => type === 'literal')) return written;
        return [...written, ...leaks(block, path, exposures.of(template, block.type), exposures.unmarked)];
      }),
    );
  },
};

function leaks(block: Block, path: readonly string[], exposure: Exposure, secrets: readonly string[]): Violation[] {
  const property = path.join('.');
  const unmarked = secrets.map((secret) => ({
    block,
    property,
    wrong: `takes the mark from the secret ${secret} with nonsensitive()`,
    allowed: 'nonsensitive() on the fields of a service key that are not secret, such as clientid, tokenurl and url',
    fix: 'take nonsensitive() away',
  }));
  if (exposure === 'nothing' || exposure === 'harmless' || unmarked.length > 0) return unmarked;
  const wrong = `shows the secret ${exposure.secret}`;
  if (block.kind === 'output' && path[0] === 'value' && block.body.sensitive !== true) {
    const fix = 'set sensitive: true';
    return [{ block, property, wrong, allowed: 'secrets in outputs that are sensitive', fix }];
  }
  if (!path.some((step) => SHOWN.test(step))) return [];
  const fix = 'take it out; the client id tells keys apart without giving them away';
  return [{ block, property, wrong, allowed: 'values that are not secret', fix }];
}

/** The value itself is not repeated: a log is where it must not be. */
function literalSecrets(block: Block, path: readonly string[], template: Template): Violation[] {
  const texts = literals(template);
  const found = LITERAL_SECRETS.filter(({ pattern }) => texts.some((text) => pattern.test(text)));
  return found.map(({ what }) => ({
    block,
    property: path.join('.'),
    wrong: `holds ${what} that is written out`,
    allowed: 'no secret in the configuration, because that is a file and belongs to a repository',
    fix: 'replace the secret at once, as it is known now, and read it from a sensitive variable',
  }));
}

function literals(node: Node): string[] {
  if (node.type === 'literal') return [String(node.value)];
  if (node.type === 'template') return node.parts.flatMap(literals);
  if (node.type === 'group') return node.items.flatMap(literals);
  if (node.type === 'call') return node.args.flatMap(literals);
  return [];
}
