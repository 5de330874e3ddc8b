import { isPlatformEvent } from '../append-checks';
import type { RecordedEvent } from '../event-log';
import { type Position, positionOf } from '../position';
import type { StreamName } from '../stream-name';
import type { TextRow } from './log-connection';

/**
 * Every statement that reads `event_log`, and the conversion of a row to an event. The statements that write are
 * functions.
 */

const COLUMNS = 'e.epoch, e.place, e.stream, e.revision, e.id, e.type, e.data, e.metadata, e.recorded_at';

/** The bytes of the events before this one on its page. Large values are measured without being fetched. */
const BYTES_BEFORE = `
  sum(octet_length(e.data) + octet_length(e.metadata)) OVER page - octet_length(e.data) - octet_length(e.metadata)`;

/**
 * $1, $2: epoch and place to begin after; $3, $4: to end with; $5: events at most; $6: bytes at most, and one event.
 */
export const READ_LOG = {
  name: 'event_log.read_log',
  text: `
    SELECT ${COLUMNS}
    FROM (
      SELECT ${COLUMNS}, ${BYTES_BEFORE} AS bytes_before
      FROM event_log.event e
      WHERE (e.epoch, e.place) > ($1::integer, $2::bigint) AND (e.epoch, e.place) <= ($3::integer, $4::bigint)
      WINDOW page AS (ORDER BY e.epoch, e.place ROWS UNBOUNDED PRECEDING)
      ORDER BY e.epoch, e.place
      LIMIT $5
    ) e
    WHERE e.bytes_before < $6
    ORDER BY e.epoch, e.place`,
};

/** Of many streams at once: $1, $2, $3: names, first revisions, events at most of each; $4: bytes at most of each. */
export const READ_STREAMS = {
  name: 'event_log.read_streams',
  text: `
    SELECT ${COLUMNS}, r.number
    FROM unnest($1::text[], $2::integer[], $3::integer[]) WITH ORDINALITY r (stream, first, most, number)
    CROSS JOIN LATERAL (
      SELECT ${COLUMNS}, ${BYTES_BEFORE} AS bytes_before
      FROM event_log.event e
      WHERE e.stream = r.stream AND e.revision >= r.first
      WINDOW page AS (ORDER BY e.revision ROWS UNBOUNDED PRECEDING)
      ORDER BY e.revision
      LIMIT r.most
    ) e
    WHERE e.bytes_before < $4
    ORDER BY r.number, e.revision`,
};

/** $1: stream; $2: the last revision wanted; $3: events at most; $4: bytes at most, and one event. */
export const READ_STREAM_BACKWARDS = {
  name: 'event_log.read_stream_backwards',
  text: `
    SELECT ${COLUMNS}
    FROM (
      SELECT ${COLUMNS}, ${BYTES_BEFORE} AS bytes_before
      FROM event_log.event e
      WHERE e.stream = $1 AND e.revision <= $2::integer
      WINDOW page AS (ORDER BY e.revision DESC ROWS UNBOUNDED PRECEDING)
      ORDER BY e.revision DESC
      LIMIT $3
    ) e
    WHERE e.bytes_before < $4
    ORDER BY e.revision DESC`,
};

/** No row for a stream that has no events. */
export const READ_REVISION = {
  name: 'event_log.read_revision',
  text: 'SELECT e.revision FROM event_log.event e WHERE e.stream = $1 ORDER BY e.revision DESC LIMIT 1',
};

/** No row for an empty log. */
export const READ_HEAD = {
  name: 'event_log.read_head',
  text: 'SELECT e.epoch, e.place FROM event_log.event e ORDER BY e.epoch DESC, e.place DESC LIMIT 1',
};

export const READ_RECORDED_BY = {
  name: 'event_log.read_recorded_by',
  text: 'SELECT r.epoch, r.place, r.last_at, r.clock_at FROM event_log.recorded_by() r',
};

export const READ_ID = {
  name: 'event_log.read_id',
  text: 'SELECT e.id FROM event_log.event e WHERE e.epoch = $1 AND e.place = $2',
};

export const READ_EPOCH = { name: 'event_log.read_epoch', text: 'SELECT h.epoch FROM event_log.head h' };

export function positionOfRow(row: TextRow): Position {
  return positionOf(Number(row[0]), row[1] as string);
}

function eventOfRow(row: TextRow): RecordedEvent {
  return {
    stream: row[2] as StreamName,
    revision: Number(row[3]),
    position: positionOfRow(row),
    id: row[4] as string,
    type: row[5] as string,
    data: row[6] as string,
    metadata: row[7] as string,
    recordedAt: isoTime(row[8] as string),
  };
}

/**
 * Whether the row is an event of the platform: the writing functions take no others, but the table's owner may. In
 * canonical JSON a name can be told from a value by its surroundings, so a look at the text is enough unless one object
 * stands inside another.
 */
function isOurRow(row: TextRow): boolean {
  const metadata = row[7] as string;
  if (!metadata.includes('"commandId":"') || !metadata.includes('"tenantId":"')) return false;
  return metadata.indexOf('{', 1) === -1 || isPlatformEvent(parsed(metadata));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON, so not ours.
    return undefined;
  }
}

let lastTime = { text: '', iso: '' };

/** From `2026-01-31 12:00:00.12+00`. Neighbours on a page mostly share a millisecond. */
function isoTime(text: string): string {
  if (text !== lastTime.text) {
    const iso = `${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20, -3).padEnd(3, '0')}Z`;
    lastTime = { text, iso };
  }
  return lastTime.iso;
}

/** Whether these rows are the last: they were cut off neither by their number nor by their size. */
export function isLastPage(rows: readonly TextRow[], maxEvents: number, maxBytes: number): boolean {
  if (rows.length >= maxEvents) return false;
  let bytes = 0;
  for (const row of rows) bytes += Buffer.byteLength(row[6] as string) + Buffer.byteLength(row[7] as string);
  return bytes < maxBytes;
}

export function eventsOfRows(rows: readonly TextRow[]): RecordedEvent[] {
  const events: RecordedEvent[] = [];
  for (const row of rows) if (isOurRow(row)) events.push(eventOfRow(row));
  return events;
}
