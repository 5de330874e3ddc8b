import { evolve } from '#contracts/declare/fold';
import { KpiPeriodSet } from '#contracts/kpi/kpi-period-events';
import { aggregate, type EventsOf, type Lookup, type Thing } from '#libs/event-sourcing';

interface Period {
  readonly id: string;
  /** The last closed business date; null: none. */
  readonly through: string | null;
  readonly reason: string;
  /** The revision of the last event about it. */
  readonly revision: number;
}

const ALL_LINES = '';

/** The closed periods of an organisation: of each line that has one, and of all lines. */
export type KpiPeriods = Map<string, Period>;

export const kpiPeriods = aggregate(
  'kpi.periods',
  (): KpiPeriods => new Map(),
  [
    evolve(KpiPeriodSet, (state, { data: { periodId: id, lineId, through, reason }, revision }) =>
      state.set(lineId ?? ALL_LINES, { id, through, reason, revision }),
    ),
  ],
  { mutates: true, bytes: ({ size }) => 2_000 * size, copy: (state) => new Map(state) },
);

/** A line's own period, or that of all lines. */
export function periodOf(state: KpiPeriods, lineId: string | undefined): Period | undefined {
  return state.get(lineId ?? ALL_LINES);
}

/** A period as a part of the stream. */
export function periodIn(state: KpiPeriods, lineId: string | undefined): Thing | undefined {
  return periodOf(state, lineId);
}

/** The last closed business date of a line: the later of its own and that of all lines; null: that of all lines. */
export function closedThrough(state: KpiPeriods, lineId: string | null): string | null {
  const [own, all] = [
    periodOf(state, lineId ?? undefined)?.through ?? null,
    periodOf(state, undefined)?.through ?? null,
  ];
  return own === null || (all !== null && all > own) ? all : own;
}

/** The last business date that is closed for any line; null: none is. */
export function lastClosed(state: KpiPeriods): string | null {
  const closed = [...state.values()].flatMap(({ through }) => through ?? []).toSorted();
  return closed.at(-1) ?? null;
}

/** The closed periods of an organisation as of now. */
export async function kpiPeriodsOf(tenantId: string, lookup: Lookup): Promise<KpiPeriods> {
  return (await lookup.state(kpiPeriods, tenantId, tenantId)).state;
}

export type KpiPeriodEvent = EventsOf<typeof kpiPeriods>;
