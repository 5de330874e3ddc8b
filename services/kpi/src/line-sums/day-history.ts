import type { ProductionOutput } from '#contracts/kpi/production-events';
import type { LineStop } from '#contracts/kpi/stop-events';

/** A value since a time of recording (ISO 8601 UTC); null: it was removed. */
export type Version<Value> = readonly [since: string, value: Value | null];

/** An entry or a stop, with all that was recorded of it, in the order of recording. */
export type LineItem = { readonly itemId: string } & (
  | { readonly kind: 'entry'; readonly versions: readonly Version<ProductionOutput>[] }
  | { readonly kind: 'stop'; readonly versions: readonly Version<LineStop>[] }
);

/** What was recorded in the stream of a line's day. */
export type DayHistory = readonly LineItem[];

/** The entries as they were known then; `knownAt` null: all that was recorded. */
export function knownEntries(history: DayHistory, knownAt: string | null) {
  return history.flatMap(({ itemId, kind, versions }) => (kind === 'entry' ? known(itemId, versions, knownAt) : []));
}

/** The stops, likewise. */
export function knownStops(history: DayHistory, knownAt: string | null) {
  return history.flatMap(({ itemId, kind, versions }) => (kind === 'stop' ? known(itemId, versions, knownAt) : []));
}

function known<Value>(
  id: string,
  versions: readonly Version<Value>[],
  knownAt: string | null,
): { readonly id: string; readonly value: Value }[] {
  const [, value] = versions.findLast(([since]) => knownAt === null || since <= knownAt) ?? [];
  return value ? [{ id, value }] : [];
}
