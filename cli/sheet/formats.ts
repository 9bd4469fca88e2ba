import { extname } from 'node:path';
import { harmlessJson } from '../../lib/core/harmless';
import type { Style } from '../terminal/style';
import { sheetHtml } from './html';
import { sheetMarkdown } from './markdown';
import { type ConnectorSheet, masked } from './sheet';
import { sheetText } from './text';

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
