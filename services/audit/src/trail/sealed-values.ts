import { eventDeclaration } from '#contracts/event';
import type { RecordedEvent } from '#libs/event-log';
import type { EventCodec, EventMetadata } from '#libs/event-sourcing';
import type { SealedValue } from './audit-entry.entity';

/** What an envelope holds in clear: its personal fields (null where the key is destroyed) and the caller's traces. */
export interface OpenedLeaf {
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: EventMetadata;
}

export function isSealedValue(value: unknown): value is SealedValue {
  return typeof value === 'object' && value !== null && '$sealed' in value;
}

interface Envelope {
  readonly data: object;
  readonly metadata: EventMetadata;
  readonly type: string;
}

/** Opens leaves with the keys that are left; by position. */
export async function openLeaves(
  codec: Pick<EventCodec, 'decode' | 'reveal'>,
  leaves: readonly { readonly position: string; readonly envelope: string }[],
): Promise<ReadonlyMap<string, OpenedLeaf>> {
  const envelopes = leaves.map(({ envelope }) => JSON.parse(envelope) as Envelope & RecordedEvent);
  const recorded = envelopes.map(
    (envelope, index) =>
      ({
        ...envelope,
        position: leaves[index]?.position,
        data: JSON.stringify(envelope.data),
        metadata: JSON.stringify(envelope.metadata),
      }) as RecordedEvent,
  );
  const known = recorded.filter(({ type }) => eventDeclaration(type) !== undefined);
  const decoded = await codec.decode(known);
  const metadata = await codec.reveal(decoded.map((event) => event.metadata));
  return new Map(
    decoded.map((event, index) => [
      event.position as string,
      { data: event.data as OpenedLeaf['data'], metadata: metadata[index] as EventMetadata },
    ]),
  );
}
