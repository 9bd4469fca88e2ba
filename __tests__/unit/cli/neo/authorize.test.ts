import { HttpClient } from '../../../../cli/http/exchange';
import { styleFor } from '../../../../cli/io/io';
import { type Authorized, authorize, authorizedText, type Wanted } from '../../../../cli/neo/authorize';
import {
  AuthorizationApi,
  type Clock,
  Pace,
  type PlatformClient,
  platformClientFrom,
  platformToken,
} from '../../../../cli/neo/platform-api';
import { neoAddresses } from '../../../../lib/core/neo';
import { changedSeed, type LocalSap, startLocalSap } from '../../../../testing';
import { type Answering, closedPort, TestServer } from '../../../support/servers';

const PLATFORM = { clientId: '4a5f0b1e-platform', clientSecret: 'local-platform-secret' };
const ROLE = { name: 'ESBMessaging.send', applicationName: 'a1234iflmap', providerAccount: 'sapci' };
const USER = 'oauth_client_4a5f0b1e-no-role';
const WANTED: Wanted = { group: 'ISC_Event_Senders', role: ROLE, users: [USER] };

const accountAt = (api: string, account = 'acmehr1') =>
  neoAddresses({ account, region: 'neo-eu1', subscription: 'a1234iflmap', urls: { api } });

/** Time that passes only when somebody sleeps. */
class FakeClock implements Clock {
  readonly slept: number[] = [];
  private time = 0;

  constructor(private readonly onSleep: (ms: number) => Promise<unknown> = async () => {}) {}

  now(): number {
    return this.time;
  }

  async sleep(ms: number): Promise<void> {
    this.slept.push(ms);
    this.time += ms;
    await this.onSleep(ms);
  }
}

const stoppers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stoppers.splice(0)) await stop();
});

type Group = { name: string; users?: string[]; roles?: string[] };

async function neo(options: { groups?: Group[]; faults?: object } = {}): Promise<LocalSap> {
  const seed = changedSeed((all) => {
    const [account] = all.neoAccounts ?? [];
    if (account && options.groups) account.groups = options.groups;
  });
  const sap = await startLocalSap({ seed, faults: options.faults });
  stoppers.push(() => sap.stop());
  return sap;
}

interface Run {
  readonly wanted?: Partial<Wanted>;
  readonly dryRun?: boolean;
  readonly clock?: Clock;
  readonly perMinute?: number;
  readonly client?: PlatformClient;
  readonly account?: string;
}

const HTTP = new HttpClient({}, 5000);

async function run(api: string, options: Run = {}): Promise<Authorized> {
  const account = accountAt(api, options.account);
  const token = await platformToken(account, options.client ?? PLATFORM, HTTP);
  const pace = new Pace(options.clock, options.perMinute);
  return authorize(
    new AuthorizationApi(account, token, pace, HTTP),
    { ...WANTED, ...options.wanted },
    options.dryRun ?? false,
  );
}

const apiOf = (sap: LocalSap) => `${sap.urls.neoUrl}/api`;

async function groupsOf(sap: LocalSap): Promise<Group[]> {
  const answer = await fetch(`${sap.urls.adminUrl}/neo`);
  const { accounts } = (await answer.json()) as { accounts: { groups: Group[] }[] };
  return accounts[0]?.groups ?? [];
}

const urlOf = ({ port }: TestServer) => `http://127.0.0.1:${port}`;

/** An API of our own: a token, then what the test says. */
async function playing(answer: Answering): Promise<TestServer> {
  const server = await TestServer.plain((seen, response) => {
    if (seen.url.includes('/apitoken/')) response.end(JSON.stringify({ access_token: 'fake-token' }));
    else answer(seen, response);
  });
  stoppers.push(() => server.close());
  return server;
}

describe('authorize', () => {
  test('makes a group of its own with the one role and the client, and a second run changes nothing', async () => {
    const sap = await neo({ groups: [] });
    expect(await run(apiOf(sap))).toEqual({
      group: 'ISC_Event_Senders',
      changes: [
        { action: 'create-group', name: 'ISC_Event_Senders' },
        { action: 'add-role', name: 'ESBMessaging.send of a1234iflmap' },
        { action: 'add-user', name: USER },
      ],
      warnings: [],
    });
    const before = await groupsOf(sap);
    expect(before).toMatchObject([{ name: 'ISC_Event_Senders', users: [USER] }]);
    expect(JSON.stringify(before).match(/ESBMessaging\.send/g)).toHaveLength(1);
    expect((await run(apiOf(sap))).changes).toEqual([]);
    expect(await groupsOf(sap)).toEqual(before);
  });

  test('a dry run tells the same changes and makes none', async () => {
    const sap = await neo({ groups: [] });
    expect((await run(apiOf(sap), { dryRun: true })).changes).toHaveLength(3);
    expect(await groupsOf(sap)).toEqual([]);
  });

  test('completes a group that is there, and leaves its members in', async () => {
    const other = 'oauth_client_other';
    const sap = await neo({ groups: [{ name: 'Mine', roles: ['ESBMessaging.send'], users: [other] }] });
    expect((await run(apiOf(sap), { wanted: { group: 'Mine' } })).changes).toEqual([
      { action: 'add-user', name: USER },
    ]);
    expect((await groupsOf(sap))[0]?.users).toEqual([other, USER]);
  });

  test('warns of groups that the client is in besides', async () => {
    const sap = await neo({ groups: [{ name: 'Administrators', roles: ['Admin'], users: [USER] }] });
    expect((await run(apiOf(sap))).warnings).toEqual([expect.stringContaining(`${USER} is also in Administrators`)]);
  });

  test('sends whole lists, as SAP may add to a group or replace what it holds', async () => {
    const state = { roles: [] as object[], users: [{ name: 'oauth_client_other' }] };
    const roles = [{ ...ROLE }];
    const server = await playing((seen, response) => {
      const [key] = ['roles', 'users'].filter((each) => seen.url.includes(`/groups/${each}`)) as ('roles' | 'users')[];
      if (seen.method === 'PUT' && key) Object.assign(state, JSON.parse(seen.body));
      const groups = seen.url.includes('/users/groups') ? [] : [{ name: 'Mine' }];
      // Lists without an object around them are seen as well.
      response.end(JSON.stringify(key ? state[key] : groups));
    });
    state.roles = roles;
    await run(urlOf(server), { wanted: { group: 'Mine' } });
    expect(state.users).toEqual([{ name: 'oauth_client_other' }, { name: USER }]);
  });
});

describe('fails', () => {
  test.each<[string, { groups?: Group[]; faults?: object }, Run, string]>([
    [
      'at a group that holds more, as that of the administrators does',
      { groups: [{ name: 'Admins', roles: ['ESBMessaging.send', 'IntegrationOperationServer.read'] }] },
      { wanted: { group: 'Admins' } },
      'The group Admins holds more than ESBMessaging.send: IntegrationOperationServer.read of a1234iflmap',
    ],
    [
      'at a group without a role whose members would get it',
      { groups: [{ name: 'People', users: ['me@acme.example'] }] },
      { wanted: { group: 'People' } },
      'The group People has no role, but members: me@acme.example',
    ],
    [
      'at an unknown provider account',
      { groups: [] },
      { wanted: { role: { ...ROLE, providerAccount: 'nobody' } } },
      'knows no application a1234iflmap of provider account nobody with a role ESBMessaging.send',
    ],
    [
      'at a wrong API client',
      {},
      { client: { ...PLATFORM, clientSecret: 'fake-wrong' } },
      'The platform refuses the API client (401): compare NEO_PLATFORM_CLIENT_ID',
    ],
    ['at the API client of another account', {}, { account: 'other1' }, 'it belongs to another account than other1'],
    [
      'when SAP refuses for haste again and again',
      { faults: { neoApiRequestsPerMinute: 1 } },
      { clock: new FakeClock() },
      'has had too many requests for account acmehr1 (429)',
    ],
    [
      'when SAP is out of order',
      { faults: { rules: [{ match: { path: '/neo/api/authorization' }, status: 503, body: { error: 'closed' } }] } },
      {},
      'The Authorization Management API (GET /groups) answers 503: {"error":"closed"}',
    ],
  ])('%s', async (_, start, options, message) => {
    const sap = await neo(start);
    const before = await groupsOf(sap);
    await expect(run(apiOf(sap), options)).rejects.toThrow(message);
    const members = (groups: Group[]) => groups.flatMap(({ users = [] }) => users);
    expect(members(await groupsOf(sap))).toEqual(members(before));
  });

  test('when nobody answers', async () => {
    const api = `http://127.0.0.1:${await closedPort()}`;
    await expect(run(api)).rejects.toThrow('cannot be used: nothing listens there (ECONNREFUSED)');
    const account = accountAt(api);
    const direct = new AuthorizationApi(account, 'fake-token', new Pace(), HTTP);
    await expect(direct.groups()).rejects.toThrow('(GET /groups) cannot be used: nothing listens there');
  });

  test.each<[string, Answering, string]>([
    ['at a token that is refused', (_, response) => response.writeHead(401).end(), 'refuses its own token (401)'],
    ['at an answer that is none', (_, response) => response.end('<html>'), 'answers 200 without a list of groups'],
    ['at another document', (_, response) => response.end('{"items":[]}'), 'answers 200 without a list of groups'],
    [
      'when SAP takes changes and does not show them',
      (seen, response) => response.end(seen.method === 'GET' ? '[]' : ''),
      'SAP took the changes, but does not show them: ISC_Event_Senders',
    ],
  ])('%s', async (_, answer, message) => {
    const server = await playing(answer);
    await expect(run(urlOf(server))).rejects.toThrow(message);
  });

  test.each([
    ['no document', 'hello'],
    ['no token', '{"access_token":7}'],
  ])('at a token endpoint that answers with %s', async (_, body) => {
    const server = await TestServer.plain((_seen, response) => response.end(body));
    stoppers.push(() => server.close());
    await expect(run(urlOf(server))).rejects.toThrow('answers 200 without an access token');
  });

  test('without an API client in the environment', () => {
    expect(() => platformClientFrom({})).toThrow('Set NEO_PLATFORM_CLIENT_ID and NEO_PLATFORM_CLIENT_SECRET');
    expect(() => platformClientFrom({ NEO_PLATFORM_CLIENT_ID: 'x' })).toThrow(/^Set NEO_PLATFORM_CLIENT_SECRET to/);
    expect(platformClientFrom({ NEO_PLATFORM_CLIENT_ID: 'x', NEO_PLATFORM_CLIENT_SECRET: 'y' })).toEqual({
      clientId: 'x',
      clientSecret: 'y',
    });
  });
});

describe("SAP's limit of requests", () => {
  test.each([
    ['by SAP', 100],
    ['by btp-isc even where SAP would not mind', 0],
  ])('is kept %s: whatever is more waits for its minute', async (_, neoApiRequestsPerMinute) => {
    const sap = await neo({ groups: [], faults: { neoApiRequestsPerMinute } });
    const advance = (ms: number) =>
      fetch(`${sap.urls.adminUrl}/clock`, {
        method: 'POST',
        body: JSON.stringify({ advanceSeconds: Math.ceil(ms / 1000) }),
      });
    const clock = new FakeClock(advance);
    const users = Array.from({ length: 150 }, (_, index) => `oauth_client_${index}`);
    await run(apiOf(sap), { clock, wanted: { users } });
    expect((await groupsOf(sap))[0]?.users).toHaveLength(150);
    // Some calls for the group and one for each client.
    expect(clock.slept).toEqual([60_000]);
  });

  test.each([
    ['as many seconds as Retry-After says', '7', 7000],
    ['a minute when it says nothing', undefined, 60_000],
    ['a minute when it says nonsense', 'soon', 60_000],
    ['a second when it is over', new Date(0).toUTCString(), 1000],
    ['two minutes at most', '86400', 120_000],
  ])('is waited for when others use it up: %s', async (_, retryAfter, expected) => {
    const clock = new FakeClock();
    let refused = 0;
    const server = await playing((seen, response) => {
      const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
      if (refused++ === 0) response.writeHead(429, headers).end();
      else response.end(seen.url.includes('/groups/roles') ? JSON.stringify([ROLE]) : '[]');
    });
    await run(urlOf(server), { clock, dryRun: true });
    expect(clock.slept).toEqual([expected]);
  });
});

test('the text tells what was changed, what would be, and that nothing is left', () => {
  const plain = styleFor({ isTTY: false }, {});
  const shown = {
    ...WANTED,
    subaccount: 'hr-neo',
    changes: [{ action: 'create-group', name: 'G\u001b[2J' }],
    warnings: ['w'],
  } as const;
  expect(authorizedText({ ...shown, dryRun: false }, plain)).toBe('✔ hr-neo: created group G\\u001b[2J\n  ! w\n');
  expect(authorizedText({ ...shown, dryRun: true }, plain)).toContain('• hr-neo: would create group G');
  expect(authorizedText({ ...shown, changes: [], warnings: [], dryRun: false }, plain)).toBe(
    `✔ hr-neo: nothing to do: ${USER} in ISC_Event_Senders, with ESBMessaging.send of a1234iflmap\n`,
  );
});
