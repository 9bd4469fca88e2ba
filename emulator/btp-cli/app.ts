import { randomBytes, randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import type { Sap } from '../core/sap';
import { readAssertion } from '../oauth/tokens';
import { acceptsUser, type Credentials, originOfIdp } from '../oauth/users';
import type { Session } from '../store/tables';
import {
  type BackendAnswer,
  BackendError,
  type CommandTable,
  globalAccountOf,
  Parameters,
  RequestRefused,
} from './command';
import { directoryCommands } from './directories';
import { entitlementListCommands } from './entitlement-list';
import { entitlementCommands } from './entitlements';
import { environmentCommands } from './environments';
import { roleCollectionCommands } from './role-collections';
import { subaccountCommands } from './subaccounts';
import { subscriptionCommands } from './subscriptions';
import { zoneCommands } from './zones';

/** A new command goes into the table of the file that is about its kind of thing, under its group, object and action. */
const COMMANDS: CommandTable = {
  ...zoneCommands,
  ...roleCollectionCommands,
  ...directoryCommands,
  ...subaccountCommands,
  ...entitlementCommands,
  ...entitlementListCommands,
  ...environmentCommands,
  ...subscriptionCommands,
};

const VERSION = ':version{v\\d+\\.\\d+\\.\\d+}';
const NEVER_CACHE = {
  'Cache-Control': 'no-cache, no-store, max-age=0, must-revalidate',
  Pragma: 'no-cache',
  Expires: '0',
};

/** The BTP CLI server: one POST per command, the backend's status in a header (facts: btp 0, 1). */
export function btpCliServer(sap: Sap): Hono {
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

function execute(sap: Sap, name: string, session: Session, body: unknown): BackendAnswer {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) return notImplemented(name);
  return sap.store.transaction(() => command({ sap, parameters: Parameters.of(body), session }));
}

/** In words and with HTTP 200, because the client prints this text and retries a 5xx for a minute (facts: btp 8.28). */
const notImplemented = (what: string): BackendAnswer => ({
  status: 501,
  body: { error: `not implemented by emulator: ${what}` },
});

function requireSession(sap: Sap, c: Context): Session {
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

const MOST_SESSIONS = 10_000;

export interface Login {
  readonly session: string;
  readonly body: unknown;
}

/** Errors are a bare HTTP status (facts: btp 2.2). Every login adds a session; older ones stay valid (facts: btp 2.1). */
export function login(sap: Sap, request: unknown): Login {
  const given = textsIn(request);
  const credentials = credentialsIn(sap, given);
  if (!credentials) throw new RequestRefused(401);
  if (given.subdomain !== globalAccountOf(sap).subdomain) throw new RequestRefused(404);
  const { customIdp = '' } = given;
  const origin = originOfIdp(customIdp);
  if (!acceptsUser(sap, { ...credentials, origins: [customIdp, origin] })) throw new RequestRefused(401);
  const { userName } = credentials;
  const session = `${randomUUID()}-${randomBytes(12).toString('hex')}`;
  sap.store.transaction(() => {
    sap.tables.sessions.put(session, { id: session, user: userName, origin, createdAt: sap.clock.now() });
    const [oldest] = sap.tables.sessions.size > MOST_SESSIONS ? sap.tables.sessions.all() : [];
    if (oldest) sap.tables.sessions.delete(oldest.id);
  });
  return { session, body: { issuer: 'accounts.sap.com', user: userName, mail: userName, refreshToken: null } };
}

type Given = Readonly<Record<string, string | undefined>>;

const textsIn = (request: unknown): Given =>
  Object.fromEntries(
    Object.entries(request ?? {}).map(([name, value]) => [name, typeof value === 'string' ? value : undefined]),
  );

/** A name and a password, or an assertion of a custom identity provider (facts: btp 2.1). */
function credentialsIn(sap: Sap, { userName, password, jwt, customIdp }: Given): Credentials | undefined {
  if (userName && password) return { userName, password };
  const assertion = jwt && customIdp ? readAssertion(jwt, sap.clock.now()) : undefined;
  return assertion && { userName: assertion.user };
}
