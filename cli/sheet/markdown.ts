import { harmless, oneLine } from '../../lib/core/harmless';
import { CLICK_PATH, type ConnectorSheet, formFields, MASK, NOTHING_TO_TYPE, notes, preparation } from './sheet';

/**
 * Sheets as Markdown. Every value is a code block of its own: a client id holds `|` and a secret may hold anything, and
 * code blocks are copied as they are, with a button where the page is shown on a Git server.
 */
export function sheetMarkdown(sheets: readonly ConnectorSheet[], reveal: boolean): string {
  if (sheets.length === 0) return `${NOTHING_TO_TYPE}\n`;
  const path = CLICK_PATH.map((step, index) => `${index + 1}. ${escaped(step)}`).join('\n');
  const hint = reveal ? '' : '\nClient secrets are masked; `btp-isc sheet --reveal` shows them.\n';
  return `# ISC event connectors\n\n${path}\n${hint}\n${sheets.map((sheet) => connector(sheet, reveal)).join('\n')}`;
}

function connector(sheet: ConnectorSheet, reveal: boolean): string {
  const fields = formFields(sheet).map(({ label, value, unknown, secret }) => {
    if (value === undefined) return `**${label}**: _${unknown}_\n`;
    return `**${label}**\n\n${codeBlock(secret && !reveal ? MASK : value)}\n`;
  });
  const hints = notes(sheet).map((note) => `> ${escaped(note)}\n`);
  const title = `## ${escaped(sheet.connectorName)} (${escaped(sheet.subaccount)})\n`;
  return [title, ...hints, ...checklist(sheet), ...fields].join('\n');
}

function checklist(sheet: ConnectorSheet): string[] {
  return preparation(sheet).map(({ where, fields }) => {
    const items = fields.map(({ label, value }) => `- [ ] ${escaped(label)}: ${escaped(value ?? '')}`);
    return `Before: ${escaped(where)}\n\n${items.join('\n')}\n`;
  });
}

/** A fence that is longer than any in the value. */
function codeBlock(value: string): string {
  const longest = Math.max(2, ...[...value.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${harmless(oneLine(value))}\n${fence}`;
}

const escaped = (text: string) =>
  harmless(oneLine(text))
    .replace(/[\\`*_{}[\]()#+!|~]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
