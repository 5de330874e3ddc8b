import { DomainError } from '#contracts/errors';
import type { ParkedEvent } from '#contracts/ops/list-parked';
import type { ReactorOperations } from '#libs/event-sourcing';
import type { MailOperations } from '#libs/mail';
import { ParkedWork, type ParkedWorkPage } from './parked-work';

const parked = (kind: ParkedEvent['kind'], place: number, id: string) =>
  ({ kind, id, position: `0001-${String(place).padStart(19, '0')}`, projection: kind }) as ParkedEvent;

const FOLDED = [parked('projection', 1, 'b'), parked('projection', 3, 'a'), parked('projection', 4, 'z')];
const UNSENT = [parked('mail', 0, 'm'), parked('mail', 5, 'm')];
const ANSWERED = [parked('reactor', 1, 'a'), parked('refusal', 3, 'b'), parked('reactor', 9, 'c')];

/** Answers a page as the database does. */
function pageOf(of: readonly ParkedEvent[], { limit, descending = false, after, kind }: ParkedWorkPage) {
  const place = ({ position, id }: { readonly position: string; readonly id: string }) => `${position} ${id}`;
  const from = after && place(after);
  const wanted = of
    .filter((each) => kind === undefined || each.kind === kind)
    .filter((each) => from === undefined || (descending ? place(each) < from : place(each) > from))
    .toSorted((one, other) => (place(one) < place(other) ? -1 : 1));
  return (descending ? wanted.toReversed() : wanted).slice(0, limit);
}

const found = (id: string) => ANSWERED.find((each) => each.id === id && each.kind === 'reactor');
const work = new ParkedWork(
  {
    parked: (page) => Promise.resolve(pageOf(FOLDED, page)),
    countParked: () => Promise.resolve(FOLDED.length),
    showParked: () => Promise.reject(new DomainError('NOT_FOUND')),
    retryParked: ({ id }, operation) => Promise.resolve(parked('projection', 0, `${id} folded for ${operation}`)),
    skipParked: ({ id }, by, operation) =>
      Promise.resolve(parked('projection', 0, `${id} skipped by ${by} for ${operation}`)),
  },
  {
    parked: (page: ParkedWorkPage) => Promise.resolve(pageOf(ANSWERED, page)),
    countParked: (page: ParkedWorkPage) => Promise.resolve(pageOf(ANSWERED, { ...page, limit: Infinity }).length),
    find: (id: string) => Promise.resolve(found(id)),
    retry: (event: ParkedEvent, operation: string) =>
      Promise.resolve({ ...event, id: `${event.id} answered for ${operation}` }),
    skip: (event: ParkedEvent, by: string) => Promise.resolve({ ...event, id: `${event.id} skipped by ${by}` }),
  } as unknown as ReactorOperations,
  {
    failed: (page: ParkedWorkPage) => Promise.resolve(pageOf(UNSENT, page)),
    countFailed: () => Promise.resolve(UNSENT.length),
    find: (id: string) => Promise.resolve(UNSENT.find((each) => each.id === id)),
    retry: (event: ParkedEvent, operation: string) =>
      Promise.resolve({ ...event, id: `${event.id} sent for ${operation}` }),
    skip: (event: ParkedEvent) => Promise.resolve({ ...event, id: `${event.id} given up` }),
  } as unknown as MailOperations,
);

const label = ({ kind, position, id }: ParkedEvent) => `${kind} ${Number(position.slice(5))}${id}`;
const ALL = [
  'mail 0m',
  'reactor 1a',
  'projection 1b',
  'projection 3a',
  'refusal 3b',
  'projection 4z',
  'mail 5m',
  'reactor 9c',
];

it.each([1, 2, 5, 50])(
  'lists the parked work of projections, reactors and mails in one order, in pages of %i',
  async (limit) => {
    for (const descending of [false, true]) {
      const listed: ParkedEvent[] = [];
      for (;;) {
        const last = listed.at(-1);
        const after = last && { after: { position: last.position as never, id: last.id } };
        const page = await work.list({ limit, descending, ...after });
        listed.push(...page);
        if (page.length < limit) break;
      }
      expect(listed.map(label)).toEqual(descending ? ALL.toReversed() : ALL);
    }
  },
);

it('lists one kind alone', async () => {
  expect((await work.list({ limit: 9, kind: 'refusal' })).map(label)).toEqual(['refusal 3b']);
  expect((await work.list({ limit: 9, kind: 'projection' })).map(label)).toHaveLength(3);
});

it.each([
  [undefined, 8],
  ['mail', 2],
  ['projection', 3],
  ['reactor', 2],
  ['refusal', 1],
] as const)('counts parked work: of %s %i', async (kind, count) => {
  expect(await work.count({ ...(kind && { kind }) })).toBe(count);
});

it('hands each to whom it waits for, and knows no other', async () => {
  const [folded, answered, unsent] = [parked('projection', 4, 'z'), parked('reactor', 9, 'c'), parked('mail', 5, 'm')];
  expect((await work.retry(answered, 'one')).id).toBe('c answered for one');
  expect((await work.retry(unsent, 'one')).id).toBe('m sent for one');
  expect((await work.skip(unsent, { by: 'me', operationId: 'one' })).id).toBe('m given up');
  expect((await work.show('m')).kind).toBe('mail');
  expect((await work.retry(folded, 'one')).id).toBe('z folded for one');
  expect((await work.skip(answered, { by: 'me', operationId: 'one' })).id).toBe('c skipped by me');
  expect((await work.skip(folded, { by: 'me', operationId: 'one' })).id).toBe('z skipped by me for one');
  expect((await work.show('c')).kind).toBe('reactor');
  await expect(work.show('nothing')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
