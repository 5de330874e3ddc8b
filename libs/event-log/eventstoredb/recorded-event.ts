import type { ReadResp } from '@eventstore/db-client/generated/streams_pb';
import { isOurs } from '../append-checks';
import type { RecordedEvent } from '../event-log';
import { type Position, positionOf } from '../position';
import type { StreamName } from '../stream-name';

/** One event of the server, whoever wrote it. */
export interface Received {
  readonly revision: number;
  readonly position: Position;
  /** Undefined when it is not ours: a system event, or one whose metadata is another program's. */
  readonly event: RecordedEvent | undefined;
}

type WireEvent = ReadResp.ReadEvent.RecordedEvent;

/** Undefined for what is no event: a confirmation, a checkpoint, a missing stream. */
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
  const metadata = text(wire.getCustomMetadata_asU8());
  if (!isOurs(parsed(metadata))) return undefined;
  return {
    stream: text(wire.getStreamIdentifier()?.getStreamName_asU8() ?? new Uint8Array()) as StreamName,
    revision,
    position,
    id: wire.getId()?.getString() ?? '',
    type,
    data: text(wire.getData_asU8()),
    metadata,
    recordedAt: recordedAt(wire.getMetadataMap().get('created') ?? '0'),
  };
}

/** `created` is in ticks of 100 ns since 1970, in UTC: finer than what the log keeps, so it is cut off. */
function recordedAt(created: string): string {
  return new Date(Number(BigInt(created) / 10_000n)).toISOString();
}

/** Another program's metadata may be anything: what is not JSON is not ours. */
function parsed(metadata: string): unknown {
  if (!metadata.startsWith('{')) return undefined;
  try {
    return JSON.parse(metadata);
  } catch {
    return undefined;
  }
}

export function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
