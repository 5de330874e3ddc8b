import type { Page } from '#contracts/declare/list-request';
import { PARKED_KINDS, type ListParked, type ParkedEvent, type ParkedKind } from '#contracts/ops/list-parked';
import { parsePosition } from '#libs/event-log';
import type { RequestContext } from '#libs/identity';
import { acceptor, askedPage, mismatch, pageOf, refuseTooLong, type PagedList } from '#libs/read-models';
import type { Outcome, ServiceParts } from '#libs/runtime';

const isKind = (value: unknown): value is ParkedKind => PARKED_KINDS.some((kind) => kind === value);

const parkedEvents: PagedList = {
  name: 'parked',
  order: 'position',
  sort: ['position'],
  filters: { projection: acceptor('text'), kind: isKind },
};

const isId = acceptor('uuid');

export async function listParked(
  query: ListParked,
  _context: RequestContext,
  { parked }: Pick<ServiceParts, 'parked'>,
): Promise<Outcome<Page<ParkedEvent>>> {
  const page = askedPage(parkedEvents, query);
  const { filters, sort } = page.asked;
  const rows = await parked.list({
    ...filters,
    limit: page.limit + 1,
    descending: sort.startsWith('-'),
    ...(page.after && { after: placeIn(page.after) }),
  });
  await refuseTooLong(page, rows, async (offset) => (await parked.count(filters)) > offset);
  return { answer: pageOf(page, rows, ({ position, id }) => [position, id]) };
}

function placeIn([position, id, ...more]: readonly unknown[]) {
  if (typeof position !== 'string' || typeof id !== 'string' || !isId(id) || more.length > 0) throw mismatch();
  try {
    return { position: parsePosition(position), id };
  } catch {
    throw mismatch();
  }
}
