import type { EventLog, NewEvent, Position, Revision, StreamName } from '../../event-log';
import type { Sample } from './samples';

/** An acknowledged append, which the log must hold for ever. */
export interface Acknowledged {
  readonly stream: StreamName;
  readonly ids: readonly string[];
  /** The revision of the last of them. */
  readonly revision: number;
  readonly position: Position;
}

/**
 * Appends one event after another to the end of a stream, against all others that do the same: after a conflict it goes
 * on from the revision that the answer names.
 */
export async function contend(
  log: Pick<EventLog, 'append'>,
  stream: StreamName,
  events: readonly NewEvent[],
  expected: Revision = 'none',
): Promise<Acknowledged[]> {
  const acknowledged: Acknowledged[] = [];
  let at = expected;
  for (const event of events) {
    for (;;) {
      const answer = await log.append(stream, [event], { expected: at });
      at = answer.outcome === 'appended' ? answer.revision : answer.actual;
      if (answer.outcome === 'conflict') continue;
      acknowledged.push({ stream, ids: [event.id], revision: answer.revision, position: answer.position });
      break;
    }
  }
  return acknowledged;
}

/**
 * Decisions at once, each to append its event while the stream has fewer than `most`: after a conflict it reads and
 * decides anew. Answers the ids of those that were appended.
 */
export async function takeUpTo(
  log: Pick<EventLog, 'append' | 'readStream'>,
  stream: StreamName,
  { events, most }: { readonly events: readonly NewEvent[]; readonly most: number },
): Promise<string[]> {
  const take = async (event: NewEvent): Promise<string[]> => {
    for (;;) {
      let expected: Revision = 'none';
      for await (const last of log.readStream(stream, { direction: 'backwards', limit: 1 })) expected = last.revision;
      if (expected !== 'none' && expected + 1 >= most) return [];
      const { outcome } = await log.append(stream, [event], { expected });
      if (outcome === 'appended') return [event.id];
    }
  };
  return (await Promise.all(events.map(take))).flat();
}

/** Concurrent writers, each with its share of the events, spread over the streams in a fixed order. */
export async function contendAll(
  log: Pick<EventLog, 'append'>,
  sample: Sample,
  {
    writers,
    each,
    streams,
  }: { readonly writers: number; readonly each: number; readonly streams: readonly StreamName[] },
): Promise<Acknowledged[]> {
  const ends = new Map<StreamName, Revision>();
  const write = async (writer: number): Promise<Acknowledged[]> => {
    const acknowledged: Acknowledged[] = [];
    for (let n = 0; n < each; n++) {
      // A step that shares no factor with the number of streams visits them all.
      const stream = streams[((writer * each + n) * 7_919) % streams.length] as StreamName;
      const [one] = await contend(log, stream, [sample.event({ writer, n })], ends.get(stream) ?? 'none');
      if (!one) continue;
      ends.set(stream, one.revision);
      acknowledged.push(one);
    }
    return acknowledged;
  };
  return (await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)))).flat();
}
