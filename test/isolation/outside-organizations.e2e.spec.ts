import { randomUUID } from 'node:crypto';
import { permissionsOf, type Permission } from '#contracts/permissions';
import { asRole } from '#libs/testing/database';
import type { HttpClient } from '#libs/testing/http-client';
import { ADMIN_EMAIL, ADMIN_PASSWORD, OpsLedgerProcess } from '#libs/testing/opsledger-process';
import { organizationOn, signIn } from '#libs/testing/organization';
import { strangerOn } from '#libs/testing/stranger';
import { bodyOf, filledPath, routed, titleOf, type Ids, type Routed } from './ids-in-requests';
import { isUuid, stocked, type Stocked } from './stocked';

interface Problem {
  readonly code?: string;
}

/** Signed in outside of any organisation: with an account and nothing else, and with a role in the platform. */
type Caller = 'stranger' | 'super_admin';

let opsledger: OpsLedgerProcess;
const sides = {} as Record<'ours' | 'theirs', Stocked>;
const callers = {} as Record<Caller, { readonly id: string; readonly signIn: () => Promise<HttpClient> }>;
const clients = {} as Record<Caller, HttpClient>;

beforeAll(async () => {
  opsledger = await OpsLedgerProcess.start();
  const { http } = opsledger;
  sides.ours = await stocked(await organizationOn(opsledger), opsledger);
  sides.theirs = await stocked(await organizationOn(opsledger), opsledger);
  callers.stranger = await strangerOn(opsledger);
  const admin = await signIn(http, ADMIN_EMAIL, ADMIN_PASSWORD);
  const me = await admin.get<{ id: string }>('auth/me');
  callers.super_admin = { id: me.body.id, signIn: () => signIn(http, ADMIN_EMAIL, ADMIN_PASSWORD) };
  clients.super_admin = admin;
  clients.stranger = await callers.stranger.signIn();
}, 180_000);
afterAll(() => opsledger.remove());

const organizationOf = async (caller: Caller) =>
  (await clients[caller].get<{ organizationId: string | null }>('auth/me')).body.organizationId;

/** The ids in an answer that belong to either organisation. */
const foreignIn = (answer: unknown, own: string) => {
  const text = JSON.stringify(answer);
  return [sides.ours, sides.theirs].flatMap(({ everyId }) => everyId.filter((id) => id !== own && text.includes(id)));
};

async function ask(caller: Caller, contract: Routed, ids: Ids) {
  // This one ends its own session.
  const client = contract.name === 'Logout' ? await callers[caller].signIn() : clients[caller];
  const body = contract.route.method === 'GET' ? undefined : bodyOf(contract, ids);
  return client.request<Problem & { items?: object[] }>(contract.route.method, filledPath(contract, ids), body);
}

const unknownIds = (ids: Ids): Ids =>
  Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, isUuid(id) ? randomUUID() : id]));
const titled = (contracts: readonly Routed[]) => contracts.map((contract) => [titleOf(contract), contract] as const);
/** About oneself, in an organisation or in none. */
const isOfAnyone = ({ permission, platform }: Routed) => permission === 'self' && platform;
/** An id of theirs is one of others. */
const statusOf = ({ route, status, name }: Routed) => {
  if (route.pathParameters.length > 0 || name === 'SwitchOrganization') return 404;
  // Nothing has been enrolled.
  return name === 'ConfirmTotp' ? 409 : status;
};
/** They ask for the password, which no example has, or for a proof before. */
const ASK_AGAIN: ReadonlySet<string> = new Set(['ChangePassword', 'StepUp']);
const asksAgain = ({ name, stepUp }: Routed) => stepUp || ASK_AGAIN.has(name);
const governed = routed.filter((contract) => contract.permission !== 'public' && !isOfAnyone(contract));

it.each(['stranger', 'super_admin'] as const)('%s is in no organisation', async (caller) => {
  expect(await organizationOf(caller)).toBeNull();
});

describe('a caller without an organisation and without a role in the platform', () => {
  it.each(titled(routed))('%s', async (_title, contract) => {
    for (const side of ['ours', 'theirs'] as const) {
      const { status, body } = await ask('stranger', contract, sides[side].idsFor(contract));
      expect(foreignIn(body, callers.stranger.id)).toEqual([]);
      if (isOfAnyone(contract) && asksAgain(contract)) expect([400, 401, 403]).toContain(status);
      else if (isOfAnyone(contract)) expect(status).toBe(statusOf(contract));
      else if (contract.permission !== 'public') {
        expect([status, body.code]).toEqual([403, contract.platform ? 'FORBIDDEN' : 'ORGANIZATION_REQUIRED']);
      }
    }
  });
});

describe("the platform's administrator outside of any organisation", () => {
  const held = permissionsOf(['super_admin']);
  const isAllowed = ({ permission, platform }: Routed) => platform && held.has(permission as Permission);

  it.each(titled(governed))('%s', async (_title, contract) => {
    const { status, body } = await ask('super_admin', contract, unknownIds(sides.ours.idsFor(contract)));
    if (!isAllowed(contract)) {
      expect([status, body.code]).toEqual([403, contract.platform ? 'FORBIDDEN' : 'ORGANIZATION_REQUIRED']);
    } else if (status === 403) {
      // Allowed, after another proof.
      expect([contract.stepUp, body.code]).toEqual([true, 'STEP_UP_REQUIRED']);
    } else {
      expect(status).not.toBe(401);
    }
  });

  // They may switch into every organisation: auth's own specs try it.
  const switches = ({ name }: Routed) => name === 'SwitchOrganization';
  const answered = routed.filter((contract) => isOfAnyone(contract) && !asksAgain(contract) && !switches(contract));

  it.each(titled(answered))('%s', async (_title, contract) => {
    const { status, body } = await ask('super_admin', contract, sides.ours.idsFor(contract));
    expect([status, foreignIn(body, callers.super_admin.id)]).toEqual([statusOf(contract), []]);
  });

  it('sees the organisations in their list, which proves that this test can find something', async () => {
    const { body } = await clients.super_admin.get<{ items: { id: string }[] }>('organizations?limit=200');
    expect(body.items.map(({ id }) => id)).toEqual(expect.arrayContaining([sides.ours.id, sides.theirs.id]));
  });
});

describe('nobody', () => {
  it.each(titled(routed.filter(({ permission }) => permission !== 'public')))('%s', async (_title, contract) => {
    const ids = sides.ours.idsFor(contract);
    const body = contract.route.method === 'GET' ? undefined : bodyOf(contract, ids);
    const answer = await opsledger.http.request<Problem>(contract.route.method, filledPath(contract, ids), body);
    expect([answer.status, answer.body.code]).toEqual([401, 'UNAUTHENTICATED']);
  });
});

function accountOf(url: string, membershipId: string): Promise<string> {
  return asRole(url, 'opsledger_projector', async (client) => {
    const found = 'SELECT account_id FROM auth.member_v6 WHERE membership_id = $1';
    const { rows } = await client.query<{ account_id: string }>(found, [membershipId]);
    return rows[0]?.account_id ?? '';
  });
}

describe('the role of one account by itself', () => {
  it('sees the rows of that account in every organisation, and no row of another', async () => {
    const url = await opsledger.databaseUrl();
    const account = await accountOf(url, sides.ours.idsFor({ service: 'auth' })['userId'] as string);
    await asRole(url, 'opsledger_account', async (client) => {
      const { rows: tables } = await client.query<{ name: string }>(`
        SELECT c.oid::regclass::text AS name
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind = 'v' AND n.nspname !~ '^pg_|^information_schema$'
           AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')`);
      expect(tables.length).toBeGreaterThan(1);
      for (const { name } of tables) {
        const count = async (condition = 'true') =>
          Number(
            (await client.query<{ count: string }>(`SELECT count(*) FROM ${name} WHERE ${condition}`)).rows[0]?.count,
          );
        expect([name, await count()]).toEqual([name, 0]);
        await client.query('BEGIN');
        await client.query(`SELECT set_config('app.account', $1, true)`, [account]);
        expect(await count(`account_id <> '${account}'`)).toBe(0);
        expect(await count()).toBeGreaterThan(0);
        await client.query('COMMIT');
        expect([name, await count()]).toEqual([name, 0]);
      }
    });
  });
});
