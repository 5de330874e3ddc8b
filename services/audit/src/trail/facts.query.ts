import { DomainError } from '#contracts/errors';
import { eventDeclaration } from '#contracts/declare/event';
import { LogUnavailable, type EventLog, type RecordedEvent, type StreamName } from '#libs/event-log';
import { RawEvent, type EventCodec, type EventMetadata, type Recorded } from '#libs/event-sourcing';
import { decodeEntries } from '#libs/projections';

/** The place of an event. */
export interface Standing {
  readonly stream: string;
  readonly revision: number;
}

/** An event as the log has it today. */
export interface Fact {
  readonly id: string;
  /** With `ip` and `userAgent` decrypted, if the actor's key still exists. Empty if it cannot be read. */
  readonly metadata: Partial<EventMetadata>;
  /** Undefined if this release cannot read it: another release wrote its type or its version. */
  readonly decoded: Recorded | undefined;
}

export type Facts = ReadonlyMap<string, Fact>;

/** The key of a place in `Facts`. */
export function standingKey({ stream, revision }: Standing): string {
  return `${stream}@${revision}`;
}

/**
 * The events at these places, by `standingKey`; missing ones are left out. An unreadable event is no error.
 *
 * @throws DomainError `SERVICE_UNAVAILABLE` when the log is out of reach
 */
export async function readFacts(
  log: Pick<EventLog, 'readStream'>,
  codec: Pick<EventCodec, 'decode' | 'reveal'>,
  standings: readonly Standing[],
): Promise<Facts> {
  const wanted = new Map(standings.map((standing) => [standingKey(standing), standing]));
  const found = (await Promise.all([...wanted.values()].map((each) => eventAt(log, each)))).flat();
  const entries = found.map((event) => ({ event, recorded: undefined as Recorded | Error | undefined }));
  await decodeEntries(
    codec,
    entries.filter(({ event }) => eventDeclaration(event.type) !== undefined),
  );
  const metadata = await codec.reveal(found.map(metadataOf));
  return new Map(
    entries.map(({ event, recorded }, index) => [
      standingKey(event),
      {
        id: event.id,
        metadata: metadata[index] as Partial<EventMetadata>,
        decoded: recorded instanceof Error ? undefined : recorded,
      },
    ]),
  );
}

async function eventAt(log: Pick<EventLog, 'readStream'>, { stream, revision }: Standing): Promise<RecordedEvent[]> {
  try {
    for await (const event of log.readStream(stream as StreamName, { from: revision, limit: 1 })) {
      if (event.revision === revision) return [event];
    }
    return [];
  } catch (error) {
    if (!(error instanceof LogUnavailable)) throw error;
    throw Object.assign(new DomainError('SERVICE_UNAVAILABLE', 'the event log is out of reach'), { cause: error });
  }
}

/** Undefined if the text is not JSON any more. */
function metadataOf(event: RecordedEvent): EventMetadata {
  try {
    return new RawEvent(event).metadata;
  } catch {
    return {} as EventMetadata;
  }
}
