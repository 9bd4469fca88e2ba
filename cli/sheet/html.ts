import { createHash } from 'node:crypto';
import { oneLine } from '../../lib/core/harmless';
import { SCRIPT, STYLE } from './html-parts';
import {
  CLICK_PATH,
  type ConnectorSheet,
  type FormField,
  formFields,
  MASK,
  NOTHING_TO_TYPE,
  notes,
  preparation,
} from './sheet';

/**
 * Sheets as one page that needs nothing else: no network, no other file. Its content security policy names the hashes of
 * its own style and script, so that nothing a value might hold is ever run or fetched. Without `reveal` the secret is
 * not in the page at all; with it, it is hidden until somebody asks for it, on paper as well.
 */
export function sheetHtml(sheets: readonly ConnectorSheet[], reveal: boolean, madeAt = new Date()): string {
  const policy = [
    "default-src 'none'",
    `style-src '${hashOf(STYLE)}'`,
    `script-src '${hashOf(SCRIPT)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const body = sheets.length === 0 ? `<p>${NOTHING_TO_TYPE}</p>` : content(sheets, reveal);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>ISC event connectors</title>
<style>${STYLE}</style>
</head>
<body>
<h1>ISC event connectors</h1>
${body}
<footer>Made by btp-isc at <time>${madeAt.toISOString()}</time>. ${reveal ? 'This page holds client secrets: delete it when they are typed in.' : 'Client secrets are masked; btp-isc sheet --reveal shows them.'}</footer>
<p id="said" role="status"></p>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

function content(sheets: readonly ConnectorSheet[], reveal: boolean): string {
  const steps = CLICK_PATH.map((step) => `<li>${escaped(step)}</li>`).join('');
  return `<ol class="path">${steps}</ol>\n${sheets.map((sheet) => section(sheet, reveal)).join('\n')}`;
}

function section(sheet: ConnectorSheet, reveal: boolean): string {
  const hints = notes(sheet).map((note) => `<p class="note">${escaped(note)}</p>\n`);
  const rows = formFields(sheet).map((field) => row(field, reveal));
  return `<section>
<h2>${escaped(sheet.connectorName)} <small>${escaped(sheet.subaccount)}</small></h2>
${hints.join('')}${checklist(sheet)}<dl>
${rows.join('\n')}
</dl>
</section>`;
}

function checklist(sheet: ConnectorSheet): string {
  const steps = preparation(sheet).map(({ where, fields }) => {
    const items = fields.map(({ label, value }) => row({ label, value, unknown: '' }, false));
    return `<details><summary>Before: ${escaped(where)}</summary>\n<dl>\n${items.join('\n')}\n</dl></details>\n`;
  });
  return steps.join('');
}

function row({ label, value, unknown, secret }: FormField, reveal: boolean): string {
  const cell = value === undefined ? `<em>${escaped(unknown)}</em>` : shown(value, secret === true, reveal);
  return `<div><dt>${escaped(label)}</dt><dd>${cell}</dd></div>`;
}

function shown(value: string, secret: boolean, reveal: boolean): string {
  if (!secret) return `<code class="value">${escaped(value)}</code>${COPY}`;
  if (!reveal) return `<code>${MASK}</code>`;
  return `<code class="mask">${MASK}</code><code class="value" hidden>${escaped(value)}</code><button type="button" class="show">Show</button>${COPY}`;
}

const COPY = '<button type="button" class="copy">Copy</button>';

const hashOf = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** What is not seen is shown, for marks of direction would make a value look like another. */
const escaped = (text: string) => oneLine(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
