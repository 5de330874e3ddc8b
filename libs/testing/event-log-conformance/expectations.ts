import type { EventLog, Position, RecordedEvent, StreamName } from '../../event-log';
import type { Acknowledged } from './contention';
import type { Sample } from './samples';

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Everything of the sample, in order of position. */
export async function readSample(log: EventLog, sample: Sample, after: Position): Promise<RecordedEvent[]> {
  return (await collect(log.readAll({ after }))).filter((event) => sample.owns(event));
}

/** Each event once, positions rising, times never falling, and each stream's revisions 0, 1, 2, … in this order. */
export function expectOrdered(events: readonly RecordedEvent[]): void {
  const faults: string[] = [];
  const next = new Map<StreamName, number>();
  const ids = new Set<string>();
  events.forEach(({ id, stream, revision, position, recordedAt }, index) => {
    const before = events[index - 1];
    if (before && !(before.position < position)) faults.push(`${position} comes after ${before.position}`);
    if (before && before.recordedAt > recordedAt) faults.push(`${recordedAt} comes after ${before.recordedAt}`);
    const due = next.get(stream) ?? 0;
    if (revision !== due) faults.push(`revision ${revision} of ${stream} comes where ${due} is due`);
    next.set(stream, due + 1);
    if (ids.has(id)) faults.push(`event ${id} comes twice`);
    ids.add(id);
  });
  expect(faults).toEqual([]);
}

/** The log holds the acknowledged events at their acknowledged positions, and nothing else of the sample. */
export function expectHolds(events: readonly RecordedEvent[], acknowledged: readonly Acknowledged[]): void {
  const said = acknowledged.flatMap(({ stream, ids, revision, position }) =>
    ids.map((id, index) => {
      const isLast = index === ids.length - 1;
      return [id, `${stream} ${revision - (ids.length - 1 - index)} ${isLast ? position : ''}`] as const;
    }),
  );
  const lasts = new Set(acknowledged.map(({ ids }) => ids.at(-1)));
  const held = events.map(
    ({ id, stream, revision, position }) => [id, `${stream} ${revision} ${lasts.has(id) ? position : ''}`] as const,
  );
  expect(new Map(held)).toEqual(new Map(said));
  expect(held.length).toBe(said.length);
}
