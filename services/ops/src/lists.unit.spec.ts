import fc from 'fast-check';
import { DomainError } from '#contracts/errors';
import { MAX_WHOLE_ROWS, type Page } from '#contracts/declare/list-request';
import { ListParked } from '#contracts/ops/list-parked';
import { ListProjections } from '#contracts/ops/list-projections';
import type { ContractClass } from '#contracts/declare/contract';
import { parse } from '#contracts/declare/validation';
import { positionOf } from '#libs/event-log';
import { forgedCursors } from '#libs/testing/forged-cursors';
import { commandContext } from '#libs/testing/command-context';
import { listParked } from './parked/list-parked.query';
import { listProjections } from './projection/list-projections.query';

const PROJECTIONS = ['audit-entry', 'item', 'location', 'movement', 'stock-level'].map((name) => ({
  name,
  version: 1,
  service: name === 'audit-entry' ? 'audit' : 'inventory',
}));
const PARKED = Array.from({ length: 5 }, (_, n) => ({
  id: `0197a3c4-5d6e-7f80-9a1b-2c3d4e5f607${n}`,
  projection: 'item',
  position: positionOf(1, n + 1),
}));

/** The lists that an operator is shown, from known rows. */
const operations = {
  list: (service?: string) => Promise.resolve(PROJECTIONS.filter((row) => !service || row.service === service)),
  parked: (asked: { projection?: string; limit: number; descending: boolean; after?: { position: string } }) => {
    const rows = PARKED.filter(({ projection }) => !asked.projection || projection === asked.projection);
    const ordered = asked.descending ? rows.toReversed() : rows;
    const { after } = asked;
    const beyond = (position: string, last: string) => (asked.descending ? position < last : position > last);
    return Promise.resolve(
      ordered.filter((row) => !after || beyond(row.position, after.position)).slice(0, asked.limit),
    );
  },
};

const CONTEXT = commandContext();

type Listed = { readonly name?: string; readonly id?: string };

async function list(contract: ContractClass, query: object, waiting = PARKED.length): Promise<Page<Listed>> {
  const asked = parse(contract, query);
  const parked = { list: operations.parked, count: () => Promise.resolve(waiting) };
  const { answer } =
    contract === ListParked
      ? await listParked(asked, CONTEXT, { parked: parked as never })
      : await listProjections(asked, CONTEXT, { operations: operations as never });
  return answer;
}

describe.each([
  { name: 'projections', contract: ListProjections, filter: 'service', value: 'inventory', sort: '-name', all: 4 },
  { name: 'parked events', contract: ListParked, filter: 'projection', value: 'item', sort: '-position', all: 5 },
])('the list of $name', ({ contract, filter, value, sort, all }) => {
  const first = () => list(contract, { [filter]: value, sort, limit: 2 });

  it('is complete, page by page, with the cursor alone', async () => {
    const whole = await list(contract, { [filter]: value, sort, limit: 200 });
    expect(whole.items).toHaveLength(all);
    const items: Listed[] = [];
    for (let page = await first(); ; page = await list(contract, { cursor: page.nextCursor, limit: 2 })) {
      items.push(...page.items);
      if (page.nextCursor === null) break;
    }
    expect(items).toEqual(whole.items);
  });

  it('takes a cursor with the filters of its first page, and refuses it with any others', async () => {
    const { nextCursor: cursor } = await first();
    expect((await list(contract, { cursor, [filter]: value, sort })).items).not.toHaveLength(0);
    for (const other of [{ [filter]: 'other' }, { sort: sort.slice(1) }]) {
      await expect(list(contract, { cursor, ...other })).rejects.toMatchObject({ code: 'CURSOR_MISMATCH' });
    }
    const unfiltered = await list(contract, { limit: 2 });
    await expect(list(contract, { cursor: unfiltered.nextCursor, [filter]: value })).rejects.toMatchObject({
      code: 'CURSOR_MISMATCH',
    });
  });

  it('refuses a forged cursor as such', async () => {
    const cursor = (await first()).nextCursor as string;
    await fc.assert(
      fc.asyncProperty(forgedCursors(cursor), async (forged) => {
        if (forged === '') return;
        const answer = list(contract, { cursor: forged }).catch((error: unknown) => error);
        expect([undefined, 'CURSOR_MISMATCH']).toContain(codeOf(await answer));
      }),
      { numRuns: 500 },
    );
  });
});

function codeOf(answer: unknown): unknown {
  if (answer instanceof DomainError) return answer.code;
  if (answer instanceof Error) throw answer;
  return undefined;
}

it('the list of parked events is refused on its first page if it is requested whole and too long', async () => {
  const whole = (query: object, waiting: number) => list(ListParked, { whole: true, limit: 2, ...query }, waiting);
  const { items, nextCursor: cursor } = await whole({}, MAX_WHOLE_ROWS);
  expect(items).toHaveLength(2);
  await expect(whole({}, MAX_WHOLE_ROWS + 1)).rejects.toMatchObject({ code: 'LIST_TOO_LONG' });
  expect((await whole({ cursor }, MAX_WHOLE_ROWS + 1)).items).toHaveLength(2);
});
