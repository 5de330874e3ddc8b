import type { NewEvent } from '../event-log';
import type { StreamName } from '../stream-name';
import { integerArray, textArray, uuidArray } from './binary-arrays';
import type { Statement } from './log-connection';

/** An append as the functions of `event_log` take it. */
export interface Append {
  readonly stream: StreamName;
  readonly events: readonly [NewEvent, ...NewEvent[]];
  /** The revision that the stream must be at; -1 for a stream that has no events. */
  readonly expected: number;
}

/**
 * Writes appends to streams known to be at the expected revision. Answers one column, '<epoch>-<place>' of the last
 * event before them. Fails with a violated constraint when a stream has moved on.
 */
export function appendKnown(appends: readonly Append[]): Statement {
  const [only] = appends;
  const events = appends.flatMap((append) => append.events);
  const [event] = events;
  if (only && event && events.length === 1) {
    return {
      name: 'event_log.write_one',
      text: 'SELECT event_log.write_one($1, $2, $3, $4, $5, $6)',
      values: [only.stream, only.expected + 1, event.id, event.type, event.data, event.metadata],
    };
  }
  return {
    name: 'event_log.write_known',
    text: 'SELECT event_log.write_known($1, $2, $3, $4, $5, $6)',
    values: [
      textArray(appends.flatMap(({ stream, events: { length } }) => Array<string>(length).fill(stream))),
      integerArray(appends.flatMap(({ expected, events: all }) => all.map((_, index) => expected + 1 + index))),
      ...contentsOf(events),
    ],
  };
}

/** Answers epoch, place, `current` and `answered`, as the SQL function documents them; the arrays as text. */
export function appendBatch(appends: readonly Append[]): Statement {
  const events = appends.flatMap((append) => append.events);
  const first: number[] = [];
  const appendOf: number[] = [];
  appends.forEach((append, index) => {
    first.push(appendOf.length + 1);
    for (let n = 0; n < append.events.length; n++) appendOf.push(index + 1);
  });
  return {
    name: 'event_log.append_batch',
    text: 'SELECT b.* FROM event_log.append_batch($1, $2, $3, $4, $5, $6, $7, $8, $9) b',
    values: [
      textArray(appends.map(({ stream }) => stream)),
      integerArray(appends.map(({ expected }) => expected)),
      integerArray(first),
      integerArray(appends.map((append) => append.events.length)),
      integerArray(appendOf),
      ...contentsOf(events),
    ],
  };
}

function contentsOf(events: readonly NewEvent[]): Buffer[] {
  return [
    uuidArray(events.map(({ id }) => id)),
    textArray(events.map(({ type }) => type)),
    textArray(events.map(({ data }) => data)),
    textArray(events.map(({ metadata }) => metadata)),
  ];
}

/** The elements of an array of numbers or of positions, as the server writes it: `{1,NULL,3}`. */
export function elementsOf(array: string | null | undefined): readonly (string | undefined)[] {
  if (!array || array === '{}') return [];
  return array
    .slice(1, -1)
    .split(',')
    .map((element) => (element === 'NULL' ? undefined : element));
}
