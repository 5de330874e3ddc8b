import type { EventMetadata, Recorded } from '#contracts/declare/recorded';
import type { Position, RecordedEvent } from '#libs/event-log';

/** A recorded event as the log holds it. JSON is parsed on first access: most readers never parse the metadata. */
abstract class EventInLog {
  readonly type: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  readonly id: string;
  readonly recordedAt: string;
  readonly tenantId: string;
  private parsed: EventMetadata | undefined;

  constructor(protected readonly event: RecordedEvent) {
    this.type = event.type;
    this.stream = event.stream;
    this.revision = event.revision;
    this.position = event.position;
    this.id = event.id;
    this.recordedAt = event.recordedAt;
    this.tenantId = tenantIn(event.stream);
  }

  get metadata(): EventMetadata {
    return (this.parsed ??= JSON.parse(this.event.metadata) as EventMetadata);
  }
}

/** A recorded event in today's shape. */
export class DecodedEvent extends EventInLog implements Recorded {
  constructor(
    event: RecordedEvent,
    readonly data: object,
  ) {
    super(event);
  }
}

/** A recorded event of a type that may be unknown here: its data is as recorded, with encrypted fields encrypted. */
export class RawEvent extends EventInLog implements Recorded {
  private shape: object | undefined;

  get data(): object {
    return (this.shape ??= JSON.parse(this.event.data) as object);
  }
}

const SCHEMA_VERSION = '"schemaVersion":';

/**
 * The `schemaVersion` in metadata's text, without parsing it. Metadata is flat and a quote inside a JSON string is
 * escaped, so this text can only be the member's name. `NaN` when there is none.
 */
export function schemaVersionIn(metadata: string): number {
  const at = metadata.lastIndexOf(SCHEMA_VERSION);
  if (at < 0) return Number.NaN;
  const from = at + SCHEMA_VERSION.length;
  const comma = metadata.indexOf(',', from);
  return Number(metadata.slice(from, comma < 0 ? metadata.indexOf('}', from) : comma));
}

/** The tenant in a stream's name: `<category>-<tenant id>.<id>`. */
function tenantIn(stream: string): string {
  const dash = stream.indexOf('-');
  return stream.slice(dash + 1, stream.indexOf('.', dash + 1));
}
