import type { StopClass } from '#contracts/kpi/kpi-words';
import type { Entry, Output } from '../time/entry';
import { ownTimes } from '../time/share-time';
import type { ShiftTime } from '../time/shift-time';

/**
 * What happened in a shift of a line, without any standard: a change of a standard changes no fact. Times are in
 * milliseconds, quantities in thousandths.
 */
export interface ShiftFacts {
  /** null: there is no plan, and nothing is known of the time. */
  readonly time: TimeFacts | null;
  /** No calendar tells the time: the runs of its entries do. */
  readonly inferred: boolean;
  /** What is not complete: the shift itself, its open stops, and entries of which the output is not known yet. */
  readonly openParts: number;
  readonly outputs: readonly OutputFacts[];
}

export interface TimeFacts {
  readonly scheduled: number;
  readonly lost: Readonly<Record<Exclude<StopClass, 'minor'>, number>>;
  readonly production: number;
  readonly minor: number;
  /** That began in it, or before any shift. */
  readonly breakdowns: number;
  readonly endedBreakdowns: number;
  /** Of all ended breakdowns, whenever they began. */
  readonly endedBreakdownTime: number;
}

/** An entry, or the part of it in this shift. */
export interface OutputFacts extends Output {
  readonly product: string;
  readonly order: string | null;
  /** From the start to the end of its run; null: it was told for the shift. */
  readonly runTime: number | null;
  /** Production time in its run; null where the runs of the shift do not tell. */
  readonly ownTime: number | null;
  readonly people: number | null;
  readonly hours: bigint | null;
}

export interface ShiftInput {
  readonly time: ShiftTime | undefined;
  readonly inferred: boolean;
  /** Ids of stops that an earlier shift counts. */
  readonly begunBefore: ReadonlySet<string>;
  /** Of the shift: split where they ran over several. */
  readonly entries: readonly Entry[];
  /** Entries of which the output is not known yet. */
  readonly pending: number;
}

export function shiftFacts({ time, inferred, begunBefore, entries, pending }: ShiftInput): ShiftFacts {
  const own = ownTimes(entries, time?.running ?? []);
  return {
    time: time ? timeFacts(time, begunBefore) : null,
    inferred,
    openParts: pending + (time?.provisional ? 1 : 0),
    outputs: entries.map(({ product, order, good, rework, scrap, run, people, hours }, at) => ({
      product,
      order,
      good,
      rework,
      scrap,
      runTime: run && run.to !== null ? run.to - run.from : null,
      ownTime: own[at] ?? null,
      people,
      hours,
    })),
  };
}

function timeFacts({ stops, ...time }: ShiftTime, begunBefore: ReadonlySet<string>): TimeFacts {
  const breakdowns = stops.filter(({ stop }) => stop.class === 'breakdown');
  const began = breakdowns.filter(({ stop }) => !begunBefore.has(stop.id));
  const ended = breakdowns.filter(({ stop }) => stop.to !== null);
  return {
    scheduled: time.scheduled,
    lost: time.lost,
    production: time.production,
    minor: time.minor,
    breakdowns: began.length,
    endedBreakdowns: began.filter(({ stop }) => stop.to !== null).length,
    endedBreakdownTime: ended.reduce((sum, each) => sum + each.time, 0),
  };
}
