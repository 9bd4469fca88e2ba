import { createHash } from 'node:crypto';
import { oneLine } from '../../lib/core/harmless';
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

/** Style of the page. Fonts of the system, dark where the system is dark, one connector unbroken on paper. */
export const STYLE = `
:root { color-scheme: light dark; --line: #8885; --soft: #8882; --accent: #0a6ed1; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin: 0 0 .5rem; } small { font-weight: normal; opacity: .7; }
.path { display: flex; flex-wrap: wrap; gap: .25rem 1.75rem; padding-left: 1.25rem; font-size: .9rem; }
section { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin: 1rem 0; break-inside: avoid; }
dl { margin: 0; } dl > div { display: grid; grid-template-columns: 13.5rem 1fr; gap: .5rem; padding: .35rem 0; border-top: 1px solid var(--line); }
dt { font-weight: 600; } dd { margin: 0; display: flex; gap: .5rem; align-items: start; }
code { font: .9rem/1.6 ui-monospace, monospace; overflow-wrap: anywhere; flex: 1; white-space: pre-wrap; }
.value { cursor: copy; } .value:hover { background: var(--soft); }
[hidden] { display: none; }
button { font: inherit; font-size: .85rem; padding: .05rem .6rem; border: 1px solid var(--line); border-radius: .3rem; background: var(--soft); cursor: pointer; }
button:focus-visible { outline: 2px solid var(--accent); }
.note { border-left: 4px solid #e9730c; padding-left: .75rem; margin: .5rem 0; }
footer { font-size: .85rem; opacity: .75; } #said { position: fixed; bottom: 1rem; right: 1rem; margin: 0; }
@media (max-width: 40rem) { dl > div { grid-template-columns: 1fr; gap: 0; } }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } button, #said { display: none; } .path { display: block; } }
`;

/** Copying and showing. Values are read from the page as text; nothing is ever written into it as markup. */
export const SCRIPT = `
'use strict';
const said = document.getElementById('said');
const valueOf = (element) => element.closest('dd').querySelector('.value');
function copyBySelection(text) {
  const field = document.createElement('textarea');
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  return done;
}
async function copy(element) {
  const text = valueOf(element).textContent;
  let done = true;
  try { await navigator.clipboard.writeText(text); } catch { done = copyBySelection(text); }
  const label = element.closest('dl > div').querySelector('dt').textContent;
  said.textContent = done ? label + ' copied' : 'The browser does not let this page copy';
}
function toggle(button) {
  const value = valueOf(button);
  value.hidden = !value.hidden;
  button.closest('dd').querySelector('.mask').hidden = !value.hidden;
  button.textContent = value.hidden ? 'Show' : 'Hide';
}
document.addEventListener('click', (event) => {
  const { target } = event;
  if (target.matches('.copy, .value')) copy(target);
  if (target.matches('.show')) toggle(target);
});
`;
