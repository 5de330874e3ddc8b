import { fieldsOf } from '#contracts/declare/field';
import { isIdempotent } from '#contracts/declare/refusals';
import type { HttpAnswer } from '#libs/testing/http-client';
import { organizationOn } from '#libs/testing/organization';
import { sharedPlatform } from '#libs/testing/shared-platform';
import { steppedUp } from '#libs/testing/stepped-up';
import { bodyOf, filledPath, isAllowed, lists, routed, titleOf, type Routed } from '../isolation/ids-in-requests';
import { stocked, type Stocked } from '../isolation/stocked';

/** Properties that the platform gives to every command and every list: tried on each, whatever feature it is of. */

interface Row {
  readonly [field: string]: unknown;
}
interface Page {
  readonly items: readonly Row[];
  readonly nextCursor: string | null;
}

const opsledger = sharedPlatform();
/** Lists are asked of one organisation, and another one is changed by every command. */
const organizations = {} as Record<'listed' | 'changed', Stocked>;

beforeAll(async () => {
  organizations.listed = await stocked(await organizationOn(opsledger), opsledger);
  organizations.changed = await stocked(await organizationOn(opsledger), opsledger);
});

/** Commands that end what the others need, in the order in which each of them does something. */
const AT_LAST = [
  'ReleaseReservation',
  'RevokeGrant',
  'RemoveProduction',
  'RemoveStop',
  'RemoveInspection',
  'RemoveDelivery',
  'RemoveAttendance',
  'RemoveWipJob',
  'DeleteProduct',
  'DeleteService',
  'TerminateEmployee',
  'RehireEmployee',
  'DeleteDepartment',
  'DeleteRole',
  'DeleteDomain',
  'RemoveIdentityProvider',
  'RemoveServiceAccount',
  'DeactivateUser',
  'ReactivateUser',
  'RemoveUser',
  'EraseUser',
  'EraseEmployee',
  'SuspendOrganization',
  'ReactivateOrganization',
];

function inOrder(one: Routed, other: Routed): number {
  return AT_LAST.indexOf(one.name) - AT_LAST.indexOf(other.name);
}

/**
 * They need a line that its item refused after the whole was accepted, or one that somebody else has counted twice:
 * posting.int.spec.ts makes them.
 */
const OF_RARE_LINES = new Set([
  'RetryDocumentLine',
  'WithdrawDocumentLine',
  'RetryPurchaseReceipt',
  'WithdrawPurchaseReceipt',
  'ApproveCount',
]);

/**
 * Not the commands of operators, which act on the projections of the whole platform, nor uploads and reverts of imports:
 * operations.e2e.spec.ts and imports.e2e.spec.ts repeat those.
 */
const repeatable = routed
  .filter((contract) => isIdempotent(contract) && !contract.upload)
  .filter(({ service, name }) => service !== 'ops' && name !== 'RevertImport' && !OF_RARE_LINES.has(name))
  .sort(inOrder);

/** A command that records nothing answers with the log's head, which may have moved when it is sent again. */
const RECORDS_NOTHING = new Set(['SimulateReorder']);

/** Everything of an answer that a client goes by. A secret is shown once. */
const seen = ({ status, headers, body }: HttpAnswer<unknown>, { name, answers }: Pick<Routed, 'name' | 'answers'>) => ({
  status,
  body: withoutSecrets(body, answers),
  position: RECORDS_NOTHING.has(name) ? null : headers.get('opsledger-position'),
  entityTag: headers.get('etag'),
});

function withoutSecrets(body: unknown, answers: Routed['answers']): unknown {
  const secrets = new Set(fieldsOf(answers).flatMap(({ name, kind }) => (kind.secret ? [name] : [])));
  return Object.fromEntries(Object.entries(body as object).filter(([name]) => !secrets.has(name)));
}

describe('a command that is sent again under its key', () => {
  it.each(repeatable.map((contract) => [titleOf(contract), contract] as const))(
    '%s happens once, and answers as the first time',
    async (_title, contract) => {
      const { method } = contract.route;
      const { idsFor, bodyFor, admin, platform } = organizations.changed;
      const ids = idsFor(contract);
      const client = (isAllowed(contract) ? admin : platform).with({ 'idempotency-key': `again-${contract.name}` });
      if (contract.stepUp) await steppedUp(client, await opsledger.databaseUrl());
      const body = { ...bodyOf(contract, ids), ...bodyFor(contract) };
      const path = filledPath(contract, ids);
      const first = await client.request(method, path, body);
      // A success moves the log: that the second answer names the same position shows that nothing was appended.
      expect([first.status, first.body]).toEqual([contract.status, expect.anything()]);
      expect(first.headers.get('opsledger-position')).not.toBeNull();
      expect(seen(await client.request(method, path, body), contract)).toEqual(seen(first, contract));
    },
  );
});

describe('SQL in a list', () => {
  const SQL = [`' OR '1'='1`, `'; DROP TABLE engine.journal; --`, `%' OR 1=1 --`, `") OR (1=1`, '$1', `\\' OR 1=1 --`];
  const asked = lists.flatMap((contract) => {
    const filters = fieldsOf(contract.type).filter(({ name }) => !contract.route.pathParameters.includes(name));
    return filters.filter(({ internal }) => !internal).map(({ name }) => [titleOf(contract), name, contract] as const);
  });

  it.each(asked)('%s by %s is text that matches nothing, or is refused', async (_title, name, contract) => {
    const path = filledPath(contract, organizations.listed.idsFor(contract));
    const { admin } = organizations.listed;
    const answers = SQL.map((text) => admin.get<Partial<Page>>(`${path}?${name}=${encodeURIComponent(text)}`));
    for (const [n, { status, body }] of (await Promise.all(answers)).entries()) {
      const isRight = status === 400 || (status === 200 && body.items?.length === 0);
      expect([name, SQL[n], isRight]).toEqual([name, SQL[n], true]);
    }
  });
});

describe('a list', () => {
  /** Without the rows that came in between: to read the trail is an entry of the trail. */
  const among = (known: readonly Row[], rows: readonly Row[]) => {
    const texts = new Set(known.map((row) => JSON.stringify(row)));
    return rows.filter((row) => texts.has(JSON.stringify(row)));
  };

  const pagesOf = async (contract: Routed, query: string, limit: number) => {
    const rows: Row[] = [];
    let cursor: string | null = null;
    for (let pages = 0; pages === 0 || cursor !== null; pages++) {
      if (pages > 400) throw new Error(`${titleOf(contract)} has no end`);
      const page: HttpAnswer<Page> = await organizations.listed.admin.get<Page>(
        `${filledPath(contract, organizations.listed.idsFor(contract))}?limit=${limit}&${cursor === null ? query : `cursor=${cursor}`}`,
      );
      if (page.status !== 200) throw new Error(`${titleOf(contract)}: ${page.status} ${JSON.stringify(page.body)}`);
      expect(page.body.items.length).toBeLessThanOrEqual(limit);
      rows.push(...page.body.items);
      cursor = page.body.nextCursor;
    }
    return rows;
  };

  const sorted = lists.flatMap((contract) =>
    (contract.list?.sort ?? []).map((field) => [titleOf(contract), field, contract] as const),
  );

  it.each(sorted)(
    '%s by %s has the same rows in the same order, whatever the size of its pages; with a dash the other way round, rows without a value last',
    async (_title, field, contract) => {
      const [rising, falling] = await Promise.all([field, `-${field}`].map((sort) => inOneOrder(contract, sort)));
      const values = rising?.map((row) => row[field]) ?? [];
      const [valued, others] = [values.filter((each) => each !== null), values.filter((each) => each === null)];
      expect(values).toEqual([...valued, ...others]);
      const turned = among(rising ?? [], falling ?? []).map((row) => row[field]);
      expect(turned).toEqual([...valued.toReversed(), ...others]);
    },
  );

  /** All rows of the list, which smaller pages give in the same order. */
  async function inOneOrder(contract: Routed, sort: string): Promise<readonly Row[]> {
    const whole = await pagesOf(contract, `sort=${sort}`, 200);
    expect(whole.length).toBeGreaterThan(1);
    expect(among(whole, await pagesOf(contract, `sort=${sort}`, Math.ceil(whole.length / 3)))).toEqual(whole);
    return whole;
  }

  const ordered = lists.filter(({ list }) => (list?.sort.length ?? 0) > 0);
  it.each(ordered.map((contract) => [titleOf(contract), contract] as const))(
    '%s refuses a cursor that pins another order',
    async (_title, contract) => {
      const [field = ''] = contract.list?.sort ?? [];
      const first = await organizations.listed.admin.get<Page>(
        `${filledPath(contract, organizations.listed.idsFor(contract))}?limit=1&sort=${field}`,
      );
      const other = `${filledPath(contract, organizations.listed.idsFor(contract))}?limit=1&sort=-${field}&cursor=${first.body.nextCursor}`;
      expect(await organizations.listed.admin.get(other)).toMatchObject({
        status: 400,
        body: { code: 'CURSOR_MISMATCH' },
      });
    },
  );
});
