import { evolve } from '#contracts/declare/fold';
import {
  ProductionCorrected,
  ProductionRecorded,
  ProductionRemoved,
  type ProductionOutput,
} from '#contracts/kpi/production-events';
import { StopCorrected, StopEnded, StopRecorded, StopRemoved, type LineStop } from '#contracts/kpi/stop-events';
import { aggregate, type EventsOf, type Thing } from '#libs/event-sourcing';

/** A part of a day; null: it was removed. */
export interface Kept<Value> {
  readonly value: Value | null;
  /** The revision of the last event about it. */
  readonly revision: number;
  /** The batch of that event; null: it was a single one. */
  readonly batchId: string | null;
}

/** A change of an entry by a batch; null: there was none, or none is left. */
export interface BatchChange {
  readonly entryId: string;
  readonly before: ProductionOutput | null;
  readonly after: ProductionOutput | null;
}

/** Likewise of a stop. */
interface StopChange {
  readonly stopId: string;
  readonly before: LineStop | null;
  readonly after: LineStop | null;
}

/** A line's business date: one stream, so that a day is one decision and one append of an import. */
export interface LineDay {
  readonly lineId: string;
  readonly date: string;
  readonly entries: Map<string, Kept<ProductionOutput>>;
  readonly stops: Map<string, Kept<LineStop>>;
  /** The changes of entries by batch, in order: what an undo puts back. */
  readonly batches: Map<string, readonly BatchChange[]>;
  readonly stopBatches: Map<string, readonly StopChange[]>;
}

interface OfDay {
  readonly lineId: string;
  readonly date: string;
  readonly batchId: string | null;
}

export const lineDay = aggregate(
  'kpi.line_day',
  (): LineDay => ({
    lineId: '',
    date: '',
    entries: new Map(),
    stops: new Map(),
    batches: new Map(),
    stopBatches: new Map(),
  }),
  [
    evolve(ProductionRecorded, (day, { data, revision }) => withEntry(day, data, data.output, revision)),
    evolve(ProductionCorrected, (day, { data, revision }) => withEntry(day, data, data.output, revision)),
    evolve(ProductionRemoved, (day, { data, revision }) => withEntry(day, data, null, revision)),
    evolve(StopRecorded, (day, { data, revision }) => withStop(day, data, data.stop, revision)),
    evolve(StopEnded, (day, { data, revision }) => {
      const stop = day.stops.get(data.stopId)?.value;
      return stop ? withStop(day, data, { ...stop, to: data.to }, revision) : day;
    }),
    evolve(StopCorrected, (day, { data, revision }) => withStop(day, data, data.stop, revision)),
    evolve(StopRemoved, (day, { data, revision }) => withStop(day, data, null, revision)),
  ],
  {
    mutates: true,
    bytes: ({ entries, stops }) => 200 + 600 * entries.size + 400 * stops.size,
    copy: copiedDay,
  },
);

/** A separate state. */
export function copiedDay(day: LineDay): LineDay {
  return {
    ...day,
    entries: new Map(day.entries),
    stops: new Map(day.stops),
    batches: new Map(day.batches),
    stopBatches: new Map(day.stopBatches),
  };
}

function withEntry(
  day: LineDay,
  { entryId, lineId, date, batchId }: OfDay & { readonly entryId: string },
  value: ProductionOutput | null,
  revision: number,
): LineDay {
  if (batchId !== null) {
    const change = { entryId, before: day.entries.get(entryId)?.value ?? null, after: value };
    day.batches.set(batchId, [...(day.batches.get(batchId) ?? []), change]);
  }
  day.entries.set(entryId, { value, revision, batchId });
  return { ...day, lineId, date };
}

function withStop(
  day: LineDay,
  { stopId, lineId, date, batchId }: OfDay & { readonly stopId: string },
  value: LineStop | null,
  revision: number,
): LineDay {
  if (batchId !== null) {
    const change = { stopId, before: day.stops.get(stopId)?.value ?? null, after: value };
    day.stopBatches.set(batchId, [...(day.stopBatches.get(batchId) ?? []), change]);
  }
  day.stops.set(stopId, { value, revision, batchId });
  return { ...day, lineId, date };
}

/** An entry as a part of the stream. */
export function entryIn({ entries }: LineDay, entryId: string): Thing | undefined {
  return partIn(entries, entryId);
}

/** A stop as a part of the stream. */
export function stopIn({ stops }: LineDay, stopId: string): Thing | undefined {
  return partIn(stops, stopId);
}

function partIn(parts: ReadonlyMap<string, Kept<object>>, id: string): Thing | undefined {
  const part = parts.get(id);
  return part?.value ? { id, revision: part.revision } : undefined;
}

export type LineDayEvent = EventsOf<typeof lineDay>;
