import type { Client } from 'pg';
import { asRole } from '#libs/testing/database';
import { eventually } from '#libs/testing/eventually';
import type { HttpAnswer } from '#libs/testing/http-client';
import { organizationOn } from '#libs/testing/organization';
import { sharedPlatform } from '#libs/testing/shared-platform';
import {
  bodyOf,
  fieldAt,
  filledPath,
  idOf,
  inBodies,
  inPaths,
  inQueries,
  isAllowed,
  lists,
  titleOf,
  type Placed,
  type Routed,
} from './ids-in-requests';
import { stocked, type Stocked } from './stocked';

interface Problem {
  readonly code: string;
  readonly errors?: readonly { readonly pointer: string }[];
}
interface Page {
  readonly items: readonly object[];
  readonly nextCursor: string | null;
}

const opsledger = sharedPlatform();
/** Tables that are no read models: readers have no rights on them. */
const OF_MECHANISMS = /^(?:engine|imports|storage)\./;

/** Figures are of dates: those of which the fixtures have something. */
const OF_DATES: Readonly<Record<string, string>> = {
  GetKpis: '&from=2026-01-28&to=2026-01-29&grain=day',
  ListMissingData: '&from=2026-01-28&to=2026-01-29',
};
const datesOf = ({ name }: Routed) => OF_DATES[name] ?? '';
/** What an answer about a thing of others says, where it is no empty list. */
const OF_NOTHING: Readonly<Record<string, object>> = { GetKpiLosses: { scheduled: '0' } };

/** Ends the thing whatever its entity tag is. */
const ENDS_AT_ONCE = /^DELETE .*\/(?:api-keys|service-accounts|calendar-feeds|sessions|identity-provider)\b|\/erase$/;

const sides = {} as Record<'ours' | 'theirs', Stocked>;

beforeAll(async () => {
  sides.ours = await stocked(await organizationOn(opsledger), opsledger);
  sides.theirs = await stocked(await organizationOn(opsledger), opsledger);
});

const bodyFor = (contract: Routed, side: Stocked, placed?: Placed) => ({
  ...bodyOf(contract, side.idsFor(contract), placed),
  ...side.bodyFor(contract, placed && fieldAt(placed.path)),
});

const send = (contract: Routed, as: Stocked, path: string, body: object) =>
  as.admin.request<Problem & Page>(contract.route.method, path, contract.route.method === 'GET' ? undefined : body);

/** The parts of an outcome that a client acts on: the status, the code and the fields at fault. */
const outcomeOf = ({ status, body }: HttpAnswer<Problem>) => [
  status,
  body.code,
  body.errors?.map(({ pointer }) => pointer) ?? [],
];

it('finds ids in paths, bodies and queries to try', () => {
  expect([inPaths.length, inBodies.length, inQueries.length, lists.length].map((count) => count > 4)).toEqual(
    Array.from({ length: 4 }, () => true),
  );
});

describe.each([
  ['our', 'ours', 'theirs'],
  ['their', 'theirs', 'ours'],
] as const)('%s administrator and the ids of the other organisation', (_, own, other) => {
  const now = () => encodeURIComponent(new Date().toISOString());
  const foreignIn = (page: object) => {
    const text = JSON.stringify(page);
    return sides[other].everyId.filter((id) => text.includes(id));
  };

  it.each(inPaths.map((contract) => [titleOf(contract), contract] as const))('%s', async (_title, contract) => {
    const body = bodyFor(contract, sides[own]);
    const answer = await send(contract, sides[own], filledPath(contract, sides[other].idsFor(contract)), body);
    expect(outcomeOf(answer)).toEqual(isAllowed(contract) ? [404, 'NOT_FOUND', []] : [403, 'FORBIDDEN', []]);
    if (!isAllowed(contract)) return;
    // No entity tag stops it, and other tests need the thing.
    if (ENDS_AT_ONCE.test(`${contract.route.method} ${contract.route.path}`)) return;
    // The id was refused, and nothing else of the request. A deletion is stopped after the id has been looked up.
    const ourPath = filledPath(contract, sides[own].idsFor(contract));
    const control =
      contract.route.method === 'DELETE'
        ? await sides[own].admin.with({ 'if-match': '"another"' }).request('DELETE', ourPath, body)
        : await send(contract, sides[own], ourPath, body);
    expect([404, 400]).not.toContain(control.status);
  });

  it.each(inBodies.map(({ contract, path }) => [titleOf(contract), `/${path.join('/')}`, contract, path] as const))(
    '%s with %s',
    async (_title, pointer, contract, path) => {
      const url = filledPath(contract, sides[own].idsFor(contract));
      const sendWith = (side: Stocked) =>
        send(
          contract,
          sides[own],
          url,
          bodyFor(contract, sides[own], { path, id: idOf(side.idsFor(contract), fieldAt(path)) }),
        );
      // The password that an organisation has set is none in another.
      const refused = contract.name === 'Login' ? [401, 'INVALID_CREDENTIALS', []] : [404, 'NOT_FOUND', [pointer]];
      expect(outcomeOf(await sendWith(sides[other]))).toEqual(refused);
      expect((await sendWith(sides[own])).status).toBe(contract.status);
    },
  );

  it.each(
    inQueries.map(
      ({ contract, name, asOf }) =>
        [titleOf(contract), `${name}${asOf ? ', as of now' : ''}`, contract, name, asOf] as const,
    ),
  )('%s by %s', async (_title, _by, contract, name, asOf) => {
    const path = filledPath(contract, sides[own].idsFor(contract));
    const ask = ({ idsFor }: Stocked) =>
      send(
        contract,
        sides[own],
        `${path}?${name}=${idOf(idsFor(contract), name)}${asOf ? `&asOf=${now()}` : ''}${datesOf(contract)}`,
        {},
      );
    const answer = await ask(sides[other]);
    // A trail is found by its organisation; any other id is a filter, which finds nothing.
    if (name === 'organizationId') expect(outcomeOf(answer)).toEqual([404, 'NOT_FOUND', []]);
    else
      expect([answer.status, answer.body]).toMatchObject([
        200,
        OF_NOTHING[contract.name] ?? { items: [], ...(contract.list && { nextCursor: null }) },
      ]);
    const control = await ask(sides[own]);
    expect(control.status).toBe(200);
    if (contract.list) expect(control.body.items).not.toEqual([]);
  });

  it.each(lists.map((contract) => [titleOf(contract), contract] as const))('%s', async (_title, contract) => {
    const path = filledPath(contract, sides[own].idsFor(contract));
    for (const query of contract.asOf ? ['?limit=200', `?limit=200&asOf=${now()}`] : ['?limit=200']) {
      const { status, body } = await send(contract, sides[own], `${path}${query}${datesOf(contract)}`, {});
      expect([status, foreignIn(body)]).toEqual([200, []]);
      expect(body.items.length).toBeGreaterThan(1);
    }
  });

  it.each([
    ...lists.map((contract) => [titleOf(contract), 'nothing', contract] as const),
    ...inQueries
      .filter(({ contract, asOf }) => contract.list && !asOf)
      // A user is one employee.
      .filter(({ contract, name }) => !(contract.name === 'ListEmployees' && name === 'userId'))
      .map(({ contract, name }) => [titleOf(contract), name, contract] as const),
  ])('%s with a cursor of the other that pins %s', async (_title, pinned, contract) => {
    const filter = pinned === 'nothing' ? '' : `&${pinned}=${idOf(sides[other].idsFor(contract), pinned)}`;
    const first = `${filledPath(contract, sides[other].idsFor(contract))}?limit=1${filter}${datesOf(contract)}`;
    const { nextCursor } = (await send(contract, sides[other], first, {})).body;
    if (nextCursor === null) throw new Error(`${first} has no second page`);
    const further = `${filledPath(contract, sides[own].idsFor(contract))}?cursor=${nextCursor}`;
    const answer = await send(contract, sides[own], further, {});
    // The id in the path is pinned too, and is another's now.
    if (contract.route.pathParameters.length > 0) {
      expect(outcomeOf(answer)).toEqual([400, 'CURSOR_MISMATCH', ['?cursor']]);
    } else if (pinned === 'organizationId') {
      expect(outcomeOf(answer)).toEqual([404, 'NOT_FOUND', []]);
    } else {
      expect([answer.status, foreignIn(answer.body)]).toEqual([200, []]);
      if (pinned !== 'nothing') expect(answer.body.items).toEqual([]);
    }
  });
});

describe('the reader role by itself', () => {
  /** The relations that a role may select from, beyond Postgres's own, and whether they have a tenant. */
  const readable = async (client: Client) =>
    (
      await client.query<{ name: string; hasTenant: boolean }>(`
        SELECT c.oid::regclass::text AS name,
               EXISTS (SELECT FROM pg_attribute a
                        WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped) AS "hasTenant"
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_|^information_schema$'
           AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
         ORDER BY 1`)
    ).rows;
  const inTenant = async <Answer>(client: Client, tenantId: string, work: () => Promise<Answer>): Promise<Answer> => {
    await client.query('BEGIN');
    await client.query(`SELECT set_config('app.tenant', $1, true)`, [tenantId]);
    const answer = await work();
    await client.query('COMMIT');
    return answer;
  };
  const rowsOf = async (client: Client, table: string, condition = 'true', parameters: unknown[] = []) =>
    (
      await client.query<{ row: string }>(
        `SELECT t::text AS row FROM ${table} t WHERE ${condition} ORDER BY 1`,
        parameters,
      )
    ).rows.map(({ row }) => row);

  it('may read every read model, and nothing without a tenant but data published to every service', async () => {
    const url = await opsledger.databaseUrl();
    const tables = await asRole(url, 'opsledger_reader', readable);
    const projected = await asRole(url, 'opsledger_projector', readable);
    const names = (of: typeof tables) => of.map(({ name }) => name);
    expect(names(tables.filter(({ hasTenant }) => hasTenant))).toEqual(
      names(projected.filter(({ name, hasTenant }) => hasTenant && !OF_MECHANISMS.test(name))),
    );
    expect(names(tables.filter(({ hasTenant }) => !hasTenant))).toEqual([
      // A process that does not migrate checks that its release's migrations have run.
      'engine.migrations',
      'published.access_version',
      'published.assignment',
      'published.custom_roles',
      'published.membership_gap',
      'published.organization_quota',
      'published.signing_key',
      'published.step_up',
    ]);
  });

  it('sees no row without a tenant, and with one all of its rows and no other, on one connection', async () => {
    const url = await opsledger.databaseUrl();
    const empty: string[] = [];
    await asRole(url, 'opsledger_reader', async (reader) => {
      const tables = (await readable(reader)).filter(({ hasTenant }) => hasTenant);
      for (const { name } of tables) {
        // The platform's role sees every row, so it knows which rows exist.
        const rowsThereAre = ({ id }: Stocked) =>
          asRole(url, 'opsledger_platform', (platform) => rowsOf(platform, name, 'tenant_id = $1', [id]));
        expect([name, await rowsOf(reader, name)]).toEqual([name, []]);
        for (const side of [sides.ours, sides.theirs]) {
          // Again where a row came in between the two reads, such as the count of a minute's refusals.
          await eventually(async () => {
            const rows = await inTenant(reader, side.id, () => rowsOf(reader, name));
            expect([name, rows]).toEqual([name, await rowsThereAre(side)]);
          });
          // On a pooled connection the setting is now the empty string, no longer unset.
          expect([name, await rowsOf(reader, name)]).toEqual([name, []]);
        }
        if ((await rowsThereAre(sides.ours)).length === 0) empty.push(name);
      }
    });
    // Every read model had rows to show or to hide, but for accounts, which are the platform's, for alerts that were
    // told or missed targets, which is the work of jobs, and for erasures.
    const without = /^(auth\.account|inventory\.alert_told|kpi\.attendance_erasure|kpi\.kpi_alert)_/;
    expect(empty.filter((name) => !without.test(name))).toEqual([]);
  });
});
