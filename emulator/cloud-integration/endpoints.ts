import type { LocalSap } from '../local-sap';
import type { Iflow } from '../store/tables';

/** The started iFlow behind an address; addresses do not mind case, and a trailing /* covers all below (facts: sap 3.5). */
export function deployedIflow(
  sap: LocalSap,
  subaccount: string,
  sender: Iflow['sender'],
  path: string,
): Iflow | undefined {
  const candidates = sap.tables.iflows
    .find('subaccount', subaccount)
    .filter((iflow) => iflow.sender === sender && iflow.state === 'STARTED');
  const wanted = path.toLowerCase();
  return (
    candidates.find(({ address }) => address.toLowerCase() === wanted) ??
    candidates.find((iflow) => covers(iflow, wanted))
  );
}

function covers({ address }: Iflow, path: string): boolean {
  return address.endsWith('/*') && path.startsWith(address.slice(0, -1).toLowerCase());
}
