import { extname } from 'node:path';
import { harmlessJson, oneLine } from '../../lib/core/harmless';
import type { Style } from '../io/io';
import { sheetHtml } from './html';
import { sheetMarkdown } from './markdown';
import {
  CLICK_PATH,
  type ConnectorSheet,
  formFields,
  MASK,
  masked,
  NOTHING_TO_TYPE,
  notes,
  preparation,
} from './sheet';

/** Sheets for a terminal, the secret masked unless `reveal`. */
export function sheetText(sheets: readonly ConnectorSheet[], style: Style, reveal: boolean): string {
  if (sheets.length === 0) return `${NOTHING_TO_TYPE}\n`;
  const path = style.dim(`In SuccessFactors: ${CLICK_PATH.join(' > ')}`);
  const texts = sheets.map((sheet) => connectorText(sheet, style, reveal));
  return `${path}\n\n${texts.join('\n')}${reveal ? '' : REVEAL_HINT}`;
}

const REVEAL_HINT = `\nClient secrets are masked; the option --reveal shows them.\n`;

function connectorText(sheet: ConnectorSheet, style: Style, reveal: boolean): string {
  const fields = formFields(sheet);
  const width = Math.max(...fields.map(({ label }) => label.length));
  const lines = fields.map(({ label, value, unknown, secret }) => {
    const shown = value === undefined ? style.bad(unknown) : secret && !reveal ? MASK : oneLine(value);
    return `  ${label.padEnd(width)}  ${shown}`;
  });
  const hints = notes(sheet).map((note) => `  ${style.warn('!')} ${oneLine(note)}`);
  return `${style.bold(oneLine(`${sheet.connectorName} (${sheet.subaccount})`))}\n${[...lines, ...hints, ...checklist(sheet, style)].join('\n')}\n`;
}

function checklist(sheet: ConnectorSheet, style: Style): string[] {
  return preparation(sheet).flatMap(({ where, fields }) => {
    const width = Math.max(...fields.map(({ label }) => label.length));
    return [
      `  ${style.bold('Before:')} ${oneLine(where)}`,
      ...fields.map(({ label, value }) => `    [ ] ${label.padEnd(width)}  ${oneLine(value ?? '')}`),
    ];
  });
}

export const FORMATS = ['terminal', 'json', 'markdown', 'html'] as const;

export type Format = (typeof FORMATS)[number];

/** What may be shown of the sheets. */
export const shown = (sheets: readonly ConnectorSheet[], reveal: boolean): readonly ConnectorSheet[] =>
  reveal ? sheets : sheets.map(masked);

/** The sheets in a format; secrets only with `reveal`. */
export function render(sheets: readonly ConnectorSheet[], format: Format, style: Style, reveal: boolean): string {
  switch (format) {
    case 'json':
      return `${harmlessJson(shown(sheets, reveal))}\n`;
    case 'markdown':
      return sheetMarkdown(sheets, reveal);
    case 'html':
      return sheetHtml(sheets, reveal);
    case 'terminal':
      return sheetText(sheets, style, reveal);
  }
}

const BY_EXTENSION: Readonly<Record<string, Format>> = {
  '.json': 'json',
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.html': 'html',
  '.htm': 'html',
};

/** The format that a file's name asks for. */
export const formatOf = (file: string): Format => BY_EXTENSION[extname(file).toLowerCase()] ?? 'terminal';
