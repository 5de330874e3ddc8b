import { aggregateOf, type Commands, type Reservations } from '#libs/event-sourcing';
import { streamParts, type Position } from '#libs/event-log';
import type { Subject, SubjectKeys } from '#libs/privacy';
import type { ErasureList, ListedErasure } from './erasure-list';
import type { ErasureQueue } from './erasure-queue';
import { erasureContext, ownerOf } from './erasure-worker';

export interface ReplayOptions {
  readonly service: string;
  readonly list: ErasureList;
  readonly queue: Pick<ErasureQueue, 'knows'>;
  readonly commands: Commands;
  readonly reservations: Pick<Reservations, 'eraseFormer'>;
  readonly keys: Pick<SubjectKeys, 'notDestroyed' | 'destroy'>;
  readonly forget: (subject: Subject) => void;
}

/**
 * Brings a restored database up to the list of erasures: an erasure of this service that the backup is older than is
 * recorded again, and its key destroyed. Returns the position of the last event that was recorded; the projections are
 * to reach it before anything is shown. A database that was not restored has nothing of it to do.
 */
export async function replayErasures(options: ReplayOptions): Promise<Position | undefined> {
  const { service, list, queue, keys, reservations } = options;
  const own = (await list.all()).filter(({ stream }) => ownerOf(stream) === service);
  let last: Position | undefined;
  for (const each of await keys.notDestroyed(own)) {
    // It is on its way already: this is no older backup, but an interruption.
    if (await queue.knows(each)) continue;
    const position = await recordAgain(each, options);
    if (position !== undefined && (last === undefined || position > last)) last = position;
    await reservations.eraseFormer(each.stream, replayContext(each, service, 'reserved'));
    await keys.destroy(each);
    options.forget(each);
  }
  return last;
}

/** Before the key is destroyed: the values that the stream has reserved are released by their values. */
async function recordAgain(
  erasure: ListedErasure,
  { service, commands }: ReplayOptions,
): Promise<Position | undefined> {
  const { stream, type, data } = erasure;
  const parts = streamParts(stream);
  const aggregate = parts && aggregateOf(parts.category);
  if (!parts || !aggregate) throw new TypeError(`the erasure in ${stream} is of an aggregate that is unknown here`);
  const { position } = await commands.handle({
    aggregate,
    id: parts.id,
    command: {},
    context: replayContext(erasure, service, 'replay'),
    decide: () => [{ type, data }] as never,
    answer: () => ({}),
  });
  return position;
}

function replayContext({ eventId, tenantId }: ListedErasure, service: string, name: string) {
  return erasureContext(service, { tenantId, eventId, name });
}
