import type { ReadResp } from '@eventstore/db-client/generated/streams_pb';
import { isPlatformEvent } from '../append-checks';
import type { RecordedEvent } from '../event-log';
import { type Position, positionOf } from '../position';
import type { StreamName } from '../stream-name';

/** One event of the server, from any writer. */
export interface Received {
  readonly revision: number;
  readonly position: Position;
  /** Undefined for a system event, and for an event with another program's metadata. */
  readonly event: RecordedEvent | undefined;
}

type WireEvent = ReadResp.ReadEvent.RecordedEvent;

/** Undefined for a confirmation, a checkpoint or a missing stream. */
export function receivedOf(epoch: number, response: ReadResp): Received | undefined {
  const wire = response.getEvent()?.getEvent();
  if (!wire) return undefined;
  const revision = Number(wire.getStreamRevision());
  const position = positionOf(epoch, wire.getCommitPosition());
  return { revision, position, event: ours(wire, revision, position) };
}

function ours(wire: WireEvent, revision: number, position: Position): RecordedEvent | undefined {
  const type = wire.getMetadataMap().get('type') ?? '';
  if (type.startsWith('$')) return undefined;
  const metadata = utf8(wire.getCustomMetadata_asU8());
  if (!isPlatformEvent(parsed(metadata))) return undefined;
  return {
    stream: utf8(wire.getStreamIdentifier()?.getStreamName_asU8() ?? new Uint8Array()) as StreamName,
    revision,
    position,
    id: wire.getId()?.getString() ?? '',
    type,
    data: utf8(wire.getData_asU8()),
    metadata,
    recordedAt: recordedAt(wire.getMetadataMap().get('created') ?? '0'),
  };
}

/** `created` is in ticks of 100 ns since 1970, in UTC. The log keeps milliseconds, so the rest is cut off. */
function recordedAt(created: string): string {
  return new Date(Number(BigInt(created) / 10_000n)).toISOString();
}

/** Another program's metadata may be anything. Text that is not JSON is not ours. */
function parsed(metadata: string): unknown {
  if (!metadata.startsWith('{')) return undefined;
  try {
    return JSON.parse(metadata);
  } catch {
    return undefined;
  }
}

export function utf8(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
