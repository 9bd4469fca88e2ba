import { parse, stringify } from 'yaml';
import { MINIMAL } from '../landscapes';

type Settings = Record<string, unknown>;

/** Keys of the file itself; whatever else a fragment has belongs to a subaccount. */
const OF_THE_FILE = ['globalAccount', 'defaults', 'subaccounts', 'directories', 'state'];

/**
 * A whole landscape of a piece of one that a page shows: a whole file stays as it is; settings of the file or of a
 * subaccount are put into the smallest landscape, and so is a list of runtimes, of keys or of connectors.
 */
export function wholeLandscape(text: string): string {
  if (/^(globalAccount|neoAccounts):/m.test(text)) return text;
  const piece = parse(text) as Settings | Settings[];
  const file = parse(MINIMAL) as Settings & { subaccounts: [Settings] };
  const [subaccount] = file.subaccounts;
  if (Array.isArray(piece)) putList(subaccount, piece);
  else if (Object.keys(piece).some((key) => OF_THE_FILE.includes(key))) Object.assign(file, piece);
  else Object.assign(subaccount, piece);
  return stringify(file);
}

function putList(subaccount: Settings, list: readonly Settings[]): void {
  const [runtime] = subaccount.runtimes as [Settings & { keys: Settings[] }];
  const [connector] = subaccount.connectors as [Settings];
  const first = list[0] ?? {};
  if ('endpoint' in first) subaccount.connectors = [...list];
  else if ('keys' in first) {
    connector.runtime = runtime.name;
    subaccount.runtimes = [runtime, ...list];
  } else if ('rule' in first) subaccount.acknowledge = list;
  else {
    connector.key = runtime.keys[0]?.name;
    runtime.keys = [...runtime.keys, ...list];
  }
}
