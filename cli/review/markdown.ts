import { harmless, oneLine } from '../../lib/core/harmless';
import type { Landscape } from '../../lib/landscape/landscape';
import type { Finding } from '../../lib/policy/rule';
import type { ChangeSummary, StackSummary, Summary } from './plan-documents';
import { headline, iscLines } from './text';

/** Begins every review, so that a pipeline finds its own comment and replaces it. */
export const MARKER = '<!-- btp-isc review -->';

/** What a comment on a pull request may hold, in characters (GitHub; GitLab and Azure DevOps take more). */
export const COMMENT_LIMIT = 65_536;

/**
 * A review as Markdown for a pull request: risk first, detail folded.
 *
 * @param graph Mermaid text, drawn where there is room for it
 */
export function reviewMarkdown(summary: Summary, graph?: string, limit = COMMENT_LIMIT): string {
  const changed = summary.stacks.filter(({ state }) => state !== 'unchanged');
  const head = [MARKER, `## ${title(summary)}`, `**${escaped(headline(summary))}**`, risksSection(summary.findings)];
  const tail = [unchangedSection(summary), iscSection(summary), notesSection(summary), graphSection(graph)];
  const full = join([...head, ...changed.map((stack) => stackSection(stack, true)), ...tail]);
  if (full.length <= limit) return full;
  const brief = changed.map((stack) => stackSection(stack, false));
  const withoutDrawing = [unchangedSection(summary), iscSection(summary), notesSection(summary)];
  return shortened(head, brief, withoutDrawing, limit);
}

/** As many stacks as there is room for, and how many are left out; nothing is dropped in silence. */
function shortened(head: string[], sections: string[], tail: string[], limit: number): string {
  for (let shown = sections.length; shown >= 0; shown--) {
    const left = sections.length - shown;
    const rest = `_${left > 0 ? `${left} more stacks do not fit here; ` : ''}details are left out: the whole review is in summary.json, \`btp-isc review --json\` prints it._`;
    const text = join([...head, ...sections.slice(0, shown), rest, ...tail]);
    if (text.length <= limit) return text;
  }
  const cut = '\n\n_The review is too long for a comment: `btp-isc review` prints it._\n';
  return join(head).slice(0, limit - cut.length) + cut;
}

const join = (parts: readonly string[]) => `${parts.filter(Boolean).join('\n\n')}\n`;

function title({ kind, landscape, commit }: Summary): string {
  const of = landscape ? ` of ${code(landscape)}` : '';
  const at = commit ? ` at ${escaped(commit.slice(0, 10))}` : '';
  return `${kind === 'drift' ? 'Drift' : 'Review'}${of}${at}`;
}

function risksSection(findings: readonly Finding[]): string {
  if (findings.length === 0) return '';
  const rows = findings.map(({ rule, level, stack, message, fix, acknowledged }) => {
    const mark = acknowledged !== undefined ? '☑️' : level === 'error' ? '🛑' : '⚠️';
    const next = acknowledged === undefined ? escaped(fix) : `acknowledged: ${escaped(acknowledged)}`;
    return `| ${mark} ${escaped(rule)} | ${escaped(stack)} | ${escaped(message)} | ${next} |`;
  });
  return ['### Risks', '', '| rule | stack | what happens | what to do |', '|---|---|---|---|', ...rows].join('\n');
}

const MARKS = { create: '🟢', change: '🟡', replace: '🔴', destroy: '🔴', forget: '⚪', import: '🔵' } as const;

function stackSection(stack: StackSummary, withDetails: boolean): string {
  const { name, state, reason, changes, drift, outputs } = stack;
  const lines = [
    ...changes.map(({ action, sentence }) => `- ${MARKS[action]} ${escaped(sentence)}`),
    ...drift.map(({ sentence }) => `- ≠ outside of Terraform: ${escaped(sentence)}`),
    ...(changes.length === 0 && outputs.length > 0 ? [`- 🟡 outputs: ${outputs.map(code).join(', ')}`] : []),
    ...(reason ? [`- ${state === 'failed' ? '🛑 cannot be planned' : '⏳ waits'}: ${escaped(reason)}`] : []),
  ];
  return [`### ${escaped(name)}`, '', ...lines, ...(withDetails ? details(stack) : [])].join('\n');
}

function details({ changes, drift, outputs }: StackSummary): string[] {
  const rows = [...changes, ...drift].flatMap(detailRows);
  const names = outputs.length > 0 ? [`Outputs: ${outputs.map(code).join(', ')}`, ''] : [];
  if (rows.length === 0 && names.length === 0) return [];
  const table = rows.length > 0 ? ['| resource | attribute | before | after |', '|---|---|---|---|', ...rows, ''] : [];
  return ['', '<details><summary>Details</summary>', '', ...table, ...names, '</details>'];
}

function detailRows({ address, action, attributes }: ChangeSummary): string[] {
  if (attributes.length === 0) return [`| ${code(address)} | ${escaped(action)} | | |`];
  return attributes.map(
    ({ name, before, after }) => `| ${code(address)} | ${escaped(name)} | ${escaped(before)} | ${escaped(after)} |`,
  );
}

function unchangedSection({ stacks }: Summary): string {
  const names = stacks.filter(({ state }) => state === 'unchanged').map(({ name }) => escaped(name));
  if (names.length === 0) return '';
  return `<details><summary>No changes in ${names.length}</summary>\n\n${names.join(', ')}\n\n</details>`;
}

function iscSection(summary: Summary): string {
  const lines = iscLines(summary).map((line) => `- ${escaped(line)}`);
  return lines.length === 0 ? '' : ['### What ISC must be told', '', ...lines].join('\n');
}

function notesSection(summary: Summary): string {
  const lines = [...summary.notes, `Planned with ${summary.terraform}.`].map((note) => `- ${escaped(note)}`);
  return ['<details><summary>Good to know</summary>', '', ...lines, '', '</details>'].join('\n');
}

function graphSection(graph: string | undefined): string {
  if (!graph) return '';
  return `<details><summary>The landscape</summary>\n\n\`\`\`mermaid\n${graph}\`\`\`\n\n</details>`;
}

/** Names come from people: none of them may become markup, a mention or a new row. */
function escaped(text: string): string {
  return harmless(text)
    .replace(/[\\`*_{}[\]<>#|~&$]/g, (sign) => `\\${sign}`)
    .replace(/@/g, '@\u200b')
    .replace(/\s*\n\s*/g, '<br>');
}

const code = (text: string) => `\`${harmless(oneLine(text)).replace(/[`|]/g, ' ')}\``;

/**
 * The landscape as a Mermaid flowchart, which code hosts draw: events of ISC, the connectors that send them, the
 * runtimes that receive them, by subaccount.
 */
export function landscapeGraph(landscape: Landscape): string {
  const lines = ['flowchart LR', `  isc(["Intelligent Services Center"])`];
  for (const [s, { name, runtimes, connectors, space }] of landscape.subaccounts.entries()) {
    const id = (kind: string, index: number) => `${kind}${s}_${index}`;
    lines.push(`  subgraph s${s}["${label(`subaccount ${name}, space ${space.name}`)}"]`);
    for (const [r, runtime] of runtimes.entries()) {
      const roles = runtime.roles?.join(', ') ?? 'ESBMessaging.send';
      lines.push(`    ${id('r', r)}["${label(runtime.name)}<br/>${label(runtime.plan)}: ${label(roles)}"]`);
    }
    lines.push('  end');
    for (const [c, connector] of connectors.entries()) {
      const runtime = runtimes.findIndex(({ name: each }) => each === connector.runtime);
      lines.push(`  ${id('c', c)}(["${label(connector.name)}"])`);
      lines.push(
        `  isc --> ${id('c', c)} -- "${label(connector.key)}<br/>${label(connector.endpoint)}" --> ${id('r', runtime)}`,
      );
    }
  }
  for (const [s, { name, subscription, connectors }] of landscape.neoAccounts.entries()) {
    lines.push(
      `  subgraph n${s}["${label(`Neo subaccount ${name}`)}"]`,
      `    n${s}_r["${label(subscription)}"]`,
      '  end',
    );
    for (const [c, connector] of connectors.entries()) {
      lines.push(`  n${s}_c${c}(["${label(connector.name)}"])`);
      lines.push(
        `  isc --> n${s}_c${c} -- "${label(connector.clientId)}<br/>${label(connector.endpoint)}" --> n${s}_r`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

/** Mermaid reads entities. Of these signs, quotes would end the label, and others be a directive, Markdown, a formula or a link. */
const label = (text: string) => oneLine(text).replace(/["<>&#;%{}`$\\]/g, (sign) => `#${sign.charCodeAt(0)};`);
