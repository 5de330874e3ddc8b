import type { ProductionOutput } from '#contracts/kpi/production-events';
import type { LineStop } from '#contracts/kpi/stop-events';

/** A value since a time of recording (ISO 8601 UTC); null: it was removed. */
export type Version<Value> = readonly [since: string, value: Value | null];

/** All that was recorded in the stream of a line's day, by id, in the order of recording. */
export interface DayHistory {
  readonly entries: Readonly<Record<string, readonly Version<ProductionOutput>[]>>;
  readonly stops: Readonly<Record<string, readonly Version<LineStop>[]>>;
}

export const NO_HISTORY: DayHistory = { entries: {}, stops: {} };

export function withEntry(history: DayHistory, id: string, version: Version<ProductionOutput>): DayHistory {
  return { ...history, entries: { ...history.entries, [id]: [...(history.entries[id] ?? []), version] } };
}

export function withStop(history: DayHistory, id: string, version: Version<LineStop>): DayHistory {
  return { ...history, stops: { ...history.stops, [id]: [...(history.stops[id] ?? []), version] } };
}

/** The stop as recorded last; undefined for one that was removed or never was. */
export function lastStop({ stops }: DayHistory, id: string): LineStop | undefined {
  return stops[id]?.at(-1)?.[1] ?? undefined;
}

/** What was known then of each; `knownAt` null: all that was recorded. */
export function knownValues<Value>(
  versions: Readonly<Record<string, readonly Version<Value>[]>>,
  knownAt: string | null,
): { readonly id: string; readonly value: Value }[] {
  return Object.entries(versions).flatMap(([id, each]) => {
    const [, value] = each.findLast(([since]) => knownAt === null || since <= knownAt) ?? [];
    return value ? [{ id, value }] : [];
  });
}
