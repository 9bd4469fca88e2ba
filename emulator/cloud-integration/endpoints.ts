import type { Context } from 'hono';
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

/** The part of the path that says which adapter is called. */
export const SEGMENTS = { HTTPS: 'http', SOAP: 'cxf' } as const;

/** The iFlow that a request to `…/http/<address>` or `…/cxf/<address>` is for. */
export function calledIflow(sap: LocalSap, tenant: string, c: Context): Iflow | undefined {
  const segment = c.req.param('sender') ?? '';
  const { pathname } = new URL(c.req.url);
  const address = pathname.slice(pathname.indexOf(`/${segment}/`) + segment.length + 1);
  return deployedIflow(sap, tenant, segment === SEGMENTS.SOAP ? 'SOAP' : 'HTTPS', address);
}
