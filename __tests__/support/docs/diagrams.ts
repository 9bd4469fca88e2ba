/**
 * The part of Mermaid's grammar that the documentation uses. Mermaid itself needs a browser for flowcharts and brings
 * 150 MB; what is refused here may be right in Mermaid, what passes was shown to Mermaid's own parser once.
 */
export function diagramProblems(text: string): string[] {
  const [kind = '', ...lines] = text.split('\n').map((line) => line.trim());
  const grammar = GRAMMARS.find(({ start }) => start.test(kind));
  if (!grammar) return [`a diagram begins with sequenceDiagram or flowchart, not with '${kind}'`];
  const said = lines.filter((line) => line && !line.startsWith('%%'));
  const problems = said
    .filter((line) => !grammar.lines.some((pattern) => pattern.test(line)))
    .map((line) => `not understood: ${line}`);
  const opened = said.filter((line) => grammar.opens.test(line)).length;
  const closed = said.filter((line) => line === 'end').length;
  if (opened !== closed) problems.push(`${opened} groups are opened, ${closed} are closed`);
  return [...problems, ...unknownNames(said, grammar)];
}

interface Grammar {
  readonly start: RegExp;
  readonly lines: readonly RegExp[];
  readonly opens: RegExp;
  /** Names that a line introduces, names that it uses. */
  readonly declares: RegExp;
  readonly uses: (line: string) => readonly string[];
}

/** Text in a diagram: a semicolon ends the line, a hash begins an entity, and 'end' as a word closes a group. */
const TEXT = '[^;#]+';
const LABEL = '[^;#"]+';
const NAME = '[A-Za-z]\\w*';
const SHAPE = `(?:\\["${LABEL}"\\]|\\("${LABEL}"\\)|\\{"${LABEL}"\\}|\\[\\("${LABEL}"\\)\\])`;
const NODE = `${NAME}${SHAPE}?`;
const ARROW = '(?:-->|-\\.->|==>)';

const GRAMMARS: readonly Grammar[] = [
  {
    start: /^sequenceDiagram$/,
    opens: /^(?:opt|loop|alt|par|rect) /,
    lines: [
      new RegExp(`^(?:participant|actor) ${NAME}(?: as ${TEXT})?$`),
      new RegExp(`^${NAME}(?:->>|-->>|-x|--x)${NAME}: ${TEXT}$`),
      new RegExp(`^Note (?:over|left of|right of) ${NAME}(?:,${NAME})?: ${TEXT}$`),
      new RegExp(`^(?:opt|loop|alt|par|else|and) ${TEXT}$`),
      /^end$/,
      /^autonumber$/,
    ],
    declares: new RegExp(`^(?:participant|actor) (${NAME})`),
    uses: (line) => {
      const message = new RegExp(`^(${NAME})(?:->>|-->>|-x|--x)(${NAME}):`).exec(line);
      const note = new RegExp(`^Note (?:over|left of|right of) (${NAME})(?:,(${NAME}))?:`).exec(line);
      return [...(message ?? []).slice(1), ...(note ?? []).slice(1)].filter(Boolean);
    },
  },
  {
    start: /^flowchart (?:LR|TD|TB|RL|BT)$/,
    opens: /^subgraph /,
    lines: [
      new RegExp(`^${NODE}$`),
      new RegExp(`^${NODE}(?: ${ARROW}(?:\\|"${LABEL}"\\|)? ${NODE})+$`),
      new RegExp(`^subgraph ${NAME}\\["${LABEL}"\\]$`),
      /^direction (?:LR|TD|TB|RL|BT)$/,
      /^end$/,
    ],
    declares: new RegExp(`^(?:subgraph )?(${NAME})${SHAPE}`),
    uses: () => [],
  },
];

/** Mermaid makes a participant of every name, so a mistyped one becomes a column of its own. */
function unknownNames(lines: readonly string[], { declares, uses }: Grammar): string[] {
  const known = new Set(lines.map((line) => declares.exec(line)?.[1]));
  return [...new Set(lines.flatMap(uses))].filter((name) => !known.has(name)).map((name) => `${name} is not declared`);
}
