import type { DomainEvent } from '#contracts/declare/event';

/** The same events, of an import. */
export function inBatch<Event extends DomainEvent<string, { readonly batchId: string | null }>>(
  batchId: string,
  events: readonly Event[],
): readonly Event[] {
  return events.map((made) => ({ ...made, data: { ...made.data, batchId } }));
}
