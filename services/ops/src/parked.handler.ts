import { Inject } from '@nestjs/common';
import { DEFAULT_LIMIT, type Page } from '#contracts/list-request';
import { ListParked, type ParkedEvent } from '#contracts/ops/list-parked';
import { RetryParked } from '#contracts/ops/retry-parked';
import { SkipParked } from '#contracts/ops/skip-parked';
import { parsePosition } from '#libs/event-log';
import type { RequestContext } from '#libs/identity';
import type { ProjectionOperations } from '#libs/projections';
import { mismatch, readCursor, writeCursor } from '#libs/read-models';
import { Handles, OPERATIONS, handler, type Dispatched, type Handler, type Outcome, type Wiring } from '#libs/runtime';

const LIST = 'parked';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

@Handles(ListParked)
class ListParkedHandler implements Handler<ListParked, Page<ParkedEvent>, RequestContext> {
  constructor(@Inject(OPERATIONS) private readonly operations: ProjectionOperations) {}

  async execute({ payload }: Dispatched<ListParked, RequestContext>): Promise<Outcome<Page<ParkedEvent>>> {
    const { limit = DEFAULT_LIMIT, cursor } = payload;
    const pinned = cursor === undefined ? undefined : readCursor(cursor, LIST);
    const projection = pinned ? pinned.filters['projection'] : payload.projection;
    if (projection !== undefined && typeof projection !== 'string') throw mismatch();
    const sort = pinned?.sort ?? payload.sort ?? 'position';
    const rows = await this.operations.parked({
      limit: limit + 1,
      descending: sort === '-position',
      ...(projection !== undefined && { projection }),
      ...(pinned && { after: placeIn(pinned.after) }),
    });
    const items = rows.slice(0, limit);
    const last = rows.length > limit ? items.at(-1) : undefined;
    const filters = projection === undefined ? {} : { projection };
    const nextCursor = last ? writeCursor({ list: LIST, filters, sort, after: [last.position, last.id] }) : null;
    return { answer: { items, nextCursor } };
  }
}

function placeIn([position, id]: readonly unknown[]) {
  if (typeof position !== 'string' || typeof id !== 'string' || !UUID.test(id)) throw mismatch();
  try {
    return { position: parsePosition(position), id };
  } catch {
    throw mismatch();
  }
}

@Handles(RetryParked)
class RetryParkedHandler implements Handler<RetryParked, ParkedEvent> {
  constructor(@Inject(OPERATIONS) private readonly operations: ProjectionOperations) {}

  async execute({ payload }: Dispatched<RetryParked>): Promise<Outcome<ParkedEvent>> {
    return { answer: await this.operations.retryParked(payload.parkedId) };
  }
}

@Handles(SkipParked)
class SkipParkedHandler implements Handler<SkipParked, ParkedEvent> {
  constructor(@Inject(OPERATIONS) private readonly operations: ProjectionOperations) {}

  async execute({ payload, context }: Dispatched<SkipParked>): Promise<Outcome<ParkedEvent>> {
    return { answer: await this.operations.skipParked(payload.parkedId, context.actor.id) };
  }
}

export const parkedWirings: readonly Wiring[] = [
  handler(ListParked, ListParkedHandler),
  handler(RetryParked, RetryParkedHandler),
  handler(SkipParked, SkipParkedHandler),
];
