import type { DomainEvent } from '#contracts/declare/event';

/** The same events, marked as those of a batch: an import or a grid. */
export function inBatch<Event extends DomainEvent<string, { readonly batchId: string | null }>>(
  batchId: string,
  events: readonly Event[],
): readonly Event[] {
  return events.map((made) => ({ ...made, data: { ...made.data, batchId } }));
}
