import { Inject } from '@nestjs/common';
import type { Page } from '#contracts/list-request';
import { ListParked, PARKED_KINDS, type ParkedEvent, type ParkedKind } from '#contracts/ops/list-parked';
import { RetryParked } from '#contracts/ops/retry-parked';
import { SkipParked } from '#contracts/ops/skip-parked';
import { parsePosition } from '#libs/event-log';
import type { RequestContext } from '#libs/identity';
import { acceptor, askedPage, mismatch, pageOf, refuseTooLong, type PagedList } from '#libs/read-models';
import {
  Handles,
  PARKED,
  type ParkedWork,
  handler,
  type Dispatched,
  type Handler,
  type Outcome,
  type Wiring,
} from '#libs/runtime';
import { operationHandler } from './operation/operation.handler';

const isKind = (value: unknown): value is ParkedKind => PARKED_KINDS.some((kind) => kind === value);

const parked: PagedList = {
  name: 'parked',
  order: 'position',
  sort: ['position'],
  filters: { projection: acceptor('text'), kind: isKind },
};

const isId = acceptor('uuid');

@Handles(ListParked)
class ListParkedHandler implements Handler<ListParked, Page<ParkedEvent>, RequestContext> {
  constructor(@Inject(PARKED) private readonly parked: ParkedWork) {}

  async execute({ payload }: Dispatched<ListParked, RequestContext>): Promise<Outcome<Page<ParkedEvent>>> {
    const page = askedPage(parked, payload);
    const { filters, sort } = page.asked;
    const rows = await this.parked.list({
      ...filters,
      limit: page.limit + 1,
      descending: sort.startsWith('-'),
      ...(page.after && { after: placeIn(page.after) }),
    });
    await refuseTooLong(page, rows, async (offset) => (await this.parked.count(filters)) > offset);
    return { answer: pageOf(page, rows, ({ position, id }) => [position, id]) };
  }
}

function placeIn([position, id, ...more]: readonly unknown[]) {
  if (typeof position !== 'string' || typeof id !== 'string' || !isId(id) || more.length > 0) throw mismatch();
  try {
    return { position: parsePosition(position), id };
  } catch {
    throw mismatch();
  }
}

export const parkedWirings: readonly Wiring[] = [
  handler(ListParked, ListParkedHandler),
  operationHandler(RetryParked, ({ parkedId }) => ({ operation: 'retry', parkedId })),
  operationHandler(SkipParked, ({ parkedId }) => ({ operation: 'skip', parkedId })),
];
