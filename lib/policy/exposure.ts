import type { TerraformConfiguration } from './configuration';
import { type Node, parseTemplate, type Step, type Template } from './expressions/parse';
import { PUBLIC_FIELDS, SECRET_ATTRIBUTES } from './secrets';

/**
 * What an expression gives away: nothing; something that Terraform takes for secret and that may be shown, such as a
 * client id or a digest; or a secret, with the address it is read from.
 */
export type Exposure = 'nothing' | 'harmless' | { readonly secret: string };

/** Functions whose result tells nothing of use about a secret of full entropy. */
const REVEAL_NOTHING = new Set(['can', 'issensitive', 'length', 'sha256', 'sha512', 'type']);

/** Follows secrets through the locals and expressions of one stack. */
export class Exposures {
  private readonly locals = new Map<string, Exposure>();
  /** Secrets from which `nonsensitive` took the mark, as addresses; filled by `of`. */
  unmarked: string[] = [];

  constructor(private readonly configuration: TerraformConfiguration) {}

  /**
   * @param template a string of the configuration
   * @param selfType type of the resource it stands in, which `self` means there
   */
  of(template: Template, selfType = ''): Exposure {
    this.unmarked = [];
    return this.ofNodes(template.parts, selfType);
  }

  private ofNodes(nodes: readonly Node[], selfType: string): Exposure {
    return worst(nodes.map((node, index) => (isNullTest(nodes, index) ? 'harmless' : this.ofNode(node, selfType))));
  }

  private ofNode(node: Node, selfType: string): Exposure {
    switch (node.type) {
      case 'template':
        return this.ofNodes(node.parts, selfType);
      case 'group':
        return this.ofNodes(node.items, selfType);
      case 'call':
        return this.ofCall(node.name, this.ofNodes(node.args, selfType));
      case 'access':
        return this.ofAccess(node, selfType);
      default:
        return 'nothing';
    }
  }

  private ofCall(name: string, args: Exposure): Exposure {
    if (name === 'nonsensitive') {
      if (args === 'harmless') return 'nothing';
      if (args !== 'nothing') this.unmarked.push(args.secret);
    }
    return args !== 'nothing' && REVEAL_NOTHING.has(name) ? 'harmless' : args;
  }

  private ofAccess(node: Node & { type: 'access' }, selfType: string): Exposure {
    const { root, steps } = chain(node);
    const inIndexes = worst(
      steps.map((step) => (step.kind === 'index' ? this.ofNodes(step.items, selfType) : 'nothing')),
    );
    if (root.type !== 'name') return worst([inIndexes, select(this.ofNode(root, selfType), steps)]);
    return worst([inIndexes, this.ofReference(root.name, steps, selfType)]);
  }

  private ofReference(root: string, steps: readonly Step[], selfType: string): Exposure {
    const [first, second] = steps.map(nameOf);
    if (root === 'local' && first !== undefined) return select(this.ofLocal(first), steps.slice(1));
    if (root === 'var' && first !== undefined) {
      return this.configuration.variable?.[first]?.sensitive === true ? { secret: `var.${first}` } : 'nothing';
    }
    if (root === 'self') return ofAttribute(selfType, 'self', steps);
    if (root !== 'data') return ofAttribute(root, `${root}.${first}`, steps.slice(1));
    if (first === 'terraform_remote_state') return ofRemoteState(`data.${first}.${second}`, steps.slice(2));
    return ofAttribute(first ?? '', `data.${first}.${second}`, steps.slice(2));
  }

  private ofLocal(name: string): Exposure {
    const known = this.locals.get(name);
    if (known !== undefined) return known;
    this.locals.set(name, 'nothing'); // a local that reads itself is refused by Terraform
    const unmarked = this.unmarked;
    const found = worst(textsIn(this.configuration.locals?.[name]).map((text) => this.of(parseTemplate(text))));
    this.unmarked = unmarked;
    this.locals.set(name, found);
    return found;
  }
}

const weight = (exposure: Exposure) => (exposure === 'nothing' ? 0 : exposure === 'harmless' ? 1 : 2);

function worst(exposures: readonly Exposure[]): Exposure {
  return exposures.reduce((a, b) => (weight(b) > weight(a) ? b : a), 'nothing');
}

/** `x == null` tells whether there is a value, not which. */
function isNullTest(nodes: readonly Node[], index: number): boolean {
  const [operator, right] = [nodes[index + 1], nodes[index + 2]];
  return (
    nodes[index]?.type !== 'operator' &&
    operator?.type === 'operator' &&
    /^[!=]=$/.test(operator.text) &&
    right?.type === 'literal' &&
    right.value === null
  );
}

function chain(node: Node): { root: Node; steps: Step[] } {
  const steps: Step[] = [];
  let root = node;
  for (; root.type === 'access'; root = root.of) steps.unshift(root.step);
  return { root, steps };
}

/** `.name` and `["name"]` are the same. */
function nameOf(step: Step): string | undefined {
  if (step.kind === 'attribute') return step.name;
  const [only] = step.kind === 'index' ? step.items : [];
  const text = only?.type === 'template' && only.parts.length === 1 ? only.parts[0] : undefined;
  return text?.type === 'literal' ? String(text.value) : undefined;
}

/** A part of a secret document is secret unless the way to it passes a field that is not. */
function select(exposure: Exposure, steps: readonly Step[]): Exposure {
  if (exposure === 'nothing' || exposure === 'harmless') return exposure;
  return steps.some((step) => PUBLIC_FIELDS.has(nameOf(step) ?? '')) ? 'harmless' : exposure;
}

/** Steps below a resource: perhaps the key of one of several, then the attribute. Without one it is the whole object. */
function ofAttribute(type: string, address: string, steps: readonly Step[]): Exposure {
  const secrets = SECRET_ATTRIBUTES[type];
  if (!secrets) return 'nothing';
  const at = steps.findIndex((step) => step.kind === 'attribute' || secrets.includes(nameOf(step) ?? ''));
  const attribute = at < 0 ? undefined : nameOf(steps[at] as Step);
  if (attribute === undefined) return { secret: address };
  if (!secrets.includes(attribute)) return 'nothing';
  return select({ secret: `${address}.${attribute}` }, steps.slice(at + 1));
}

/** cdktf names the output that carries a value to another stack after the attribute that it reads. */
function ofRemoteState(address: string, [outputs, output, ...rest]: readonly Step[]): Exposure {
  const name = (outputs && nameOf(outputs) === 'outputs' && output && nameOf(output)) || '';
  const isSecret = Object.entries(SECRET_ATTRIBUTES).some(
    ([type, attributes]) => name.includes(type) && attributes.some((attribute) => name.endsWith(attribute)),
  );
  return isSecret ? select({ secret: `${address}.outputs.${name}` }, rest) : 'nothing';
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
