import { Inject } from '@nestjs/common';
import type { Page } from '#contracts/list-request';
import { ListParked, PARKED_KINDS, type ParkedEvent, type ParkedKind } from '#contracts/ops/list-parked';
import { RetryParked } from '#contracts/ops/retry-parked';
import { SkipParked } from '#contracts/ops/skip-parked';
import { parsePosition } from '#libs/event-log';
import type { RequestContext } from '#libs/identity';
import { acceptor, askedPage, mismatch, pageOf, type PagedList } from '#libs/read-models';
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

@Handles(RetryParked)
class RetryParkedHandler implements Handler<RetryParked, ParkedEvent> {
  constructor(@Inject(PARKED) private readonly parked: ParkedWork) {}

  async execute({ payload }: Dispatched<RetryParked>): Promise<Outcome<ParkedEvent>> {
    return { answer: await this.parked.retry(payload.parkedId) };
  }
}

@Handles(SkipParked)
class SkipParkedHandler implements Handler<SkipParked, ParkedEvent> {
  constructor(@Inject(PARKED) private readonly parked: ParkedWork) {}

  async execute({ payload, context }: Dispatched<SkipParked>): Promise<Outcome<ParkedEvent>> {
    return { answer: await this.parked.skip(payload.parkedId, context.actor.id) };
  }
}

export const parkedWirings: readonly Wiring[] = [
  handler(ListParked, ListParkedHandler),
  handler(RetryParked, RetryParkedHandler),
  handler(SkipParked, SkipParkedHandler),
];
