import type { Style } from '../terminal/style';
import { type ConnectorSheet, formFields, MASK } from './sheet';

/** Sheets for a terminal, the secret masked unless `reveal`. */
export function sheetText(sheets: readonly ConnectorSheet[], style: Style, reveal: boolean): string {
  if (sheets.length === 0) return 'The landscape has no connectors, so there is nothing to type into ISC.\n';
  return `${sheets.map((sheet) => connectorText(sheet, style, reveal)).join('\n')}${reveal ? '' : REVEAL_HINT}`;
}

const REVEAL_HINT = `\nClient secrets are masked; the option --reveal shows them.\n`;

function connectorText(sheet: ConnectorSheet, style: Style, reveal: boolean): string {
  const fields = formFields(sheet);
  const width = Math.max(...fields.map(({ label }) => label.length));
  const lines = fields.map(({ label, value, secret }) => {
    const shown =
      value === undefined ? style.bad('not known: deploy the stack first') : secret && !reveal ? MASK : value;
    return `  ${label.padEnd(width)}  ${shown}`;
  });
  return `${style.bold(`${sheet.connectorName} (${sheet.subaccount})`)}\n${lines.join('\n')}\n`;
}
