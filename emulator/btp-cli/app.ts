import { type Context, Hono } from 'hono';
import type { LocalSap } from '../local-sap';
import type { Session } from '../store/tables';
import { type BackendAnswer, BackendError, RequestRefused } from './answers';
import type { CommandTable } from './command';
import { directoryCommands } from './directory';
import { entitlementCommands } from './entitlement';
import { environmentCommands } from './environment';
import { globalAccountCommands } from './global-account';
import { labelCommands } from './label';
import { login } from './login';
import { Parameters } from './parameters';
import { regionCommands } from './region';
import { roleCommands } from './security/role';
import { roleCollectionCommands } from './security/role-collection';
import { assignmentCommands } from './security/role-collection-assignment';
import { trustCommands } from './security/trust';
import { userCommands } from './security/user';
import { subaccountCommands } from './subaccount';
import { subscriptionCommands } from './subscription';

const COMMANDS: CommandTable = {
  ...globalAccountCommands,
  ...subaccountCommands,
  ...directoryCommands,
  ...entitlementCommands,
  ...environmentCommands,
  ...regionCommands,
  ...labelCommands,
  ...subscriptionCommands,
  ...roleCollectionCommands,
  ...assignmentCommands,
  ...roleCommands,
  ...userCommands,
  ...trustCommands,
};

const VERSION = ':version{v\\d+\\.\\d+\\.\\d+}';
const NEVER_CACHE = {
  'Cache-Control': 'no-cache, no-store, max-age=0, must-revalidate',
  Pragma: 'no-cache',
  Expires: '0',
};

/** The BTP CLI server: one POST per command, the backend's status in a header (facts: btp 0, 1). */
export function btpCliServer(sap: LocalSap): Hono {
  const app = new Hono();
  app.post(`/login/${VERSION}`, async (c) => {
    const { session, body } = login(sap, await readBody(c));
    return c.json(body, 200, { ...NEVER_CACHE, 'X-CPCLI-SessionId': session });
  });
  // What is not 200 is no login in a client's eyes, whatever the headers say (facts: btp 2.2).
  app.all('/login/*', (c) => {
    throw new RequestRefused(400, `not implemented by emulator: ${c.req.method} ${c.req.path}`);
  });
  app.post(`/command/${VERSION}/:group/:object`, async (c) => {
    const session = requireSession(sap, c);
    const name = `${c.req.param('group')}/${c.req.param('object')}${new URL(c.req.url).search}`;
    return backendAnswer(execute(sap, name, session, await readBody(c)));
  });
  app.onError((error) => {
    if (error instanceof RequestRefused) return refusal(error);
    if (error instanceof BackendError) return backendAnswer({ status: error.status, body: { error: error.message } });
    throw error;
  });
  app.all('*', (c) => backendAnswer(notImplemented(`${c.req.method} ${c.req.path}`)));
  return app;
}

function execute(sap: LocalSap, name: string, session: Session, body: unknown): BackendAnswer {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) return notImplemented(name);
  return sap.store.transaction(() => command({ sap, parameters: Parameters.of(body), session }));
}

/** In words and with HTTP 200, because the client prints this text and retries a 5xx for a minute (facts: btp 8.28). */
const notImplemented = (what: string): BackendAnswer => ({
  status: 501,
  body: { error: `not implemented by emulator: ${what}` },
});

function requireSession(sap: LocalSap, c: Context): Session {
  const session = sap.tables.sessions.get(c.req.header('X-CPCLI-SessionId') ?? '');
  if (!session) throw new RequestRefused(401);
  return session;
}

async function readBody(c: Context): Promise<unknown> {
  try {
    return JSON.parse(await c.req.text());
  } catch {
    throw new RequestRefused(400);
  }
}

function backendAnswer({ status, body, text, mediaType }: BackendAnswer): Response {
  const headers = new Headers({ ...NEVER_CACHE, 'X-CPCLI-Backend-Status': String(status) });
  headers.set('Content-Type', mediaType === 'text/plain' ? mediaType : 'application/json');
  if (body === undefined && text === undefined) return new Response(null, { status: 200, headers });
  headers.set('X-CPCLI-Backend-MediaType', mediaType ?? 'application/json');
  return new Response(text ?? JSON.stringify(body), { status: 200, headers });
}

function refusal({ status, serverMessage }: RequestRefused): Response {
  return new Response(null, {
    status,
    headers: serverMessage ? { 'X-CPCLI-Server-Message': headerText(serverMessage) } : {},
  });
}

/** A header carries printable ASCII; messages quote what clients sent. */
const headerText = (text: string) => text.replace(/[^\x20-\x7e]/g, '?');
