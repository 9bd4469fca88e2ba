import { extname } from 'node:path';
import { harmlessJson } from '../../lib/core/harmless';
import type { Style } from '../terminal/style';
import { sheetHtml } from './html';
import { sheetMarkdown } from './markdown';
import { type ConnectorSheet, masked } from './sheet';
import { sheetText } from './text';

export const FORMATS = ['terminal', 'json', 'markdown', 'html'] as const;

export type Format = (typeof FORMATS)[number];

/** The sheets in a format; secrets only with `reveal`. */
export function render(sheets: readonly ConnectorSheet[], format: Format, style: Style, reveal: boolean): string {
  switch (format) {
    case 'json':
      return `${harmlessJson(reveal ? sheets : sheets.map(masked))}\n`;
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
