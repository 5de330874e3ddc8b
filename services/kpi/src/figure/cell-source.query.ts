import type { EntityManager } from 'typeorm';
import type { Kpi, KpiGrouping } from '#contracts/kpi/kpi-words';
import type { Against } from '../delivery/on-time';
import type { Dates, Grain } from './buckets';
import type { Group, GroupedCell } from './figures-by';
import type { Sums } from './sums';
import type { TracedPart } from './traced-part';

/** `standing`: of an area with a constraint that line alone, so that its output is not counted for each line that it passes. */
export type CountedLines = 'all' | 'standing';

/** What is asked of the inputs. */
export interface KpiQuestion {
  readonly tenantId: string;
  readonly timeZone: string;
  readonly period: Dates;
  readonly grain: Grain;
  readonly groupBy: readonly KpiGrouping[];
  /** One value each. An input passes over those that it has no column for: the request was refused where they matter. */
  readonly filters: Readonly<Partial<Record<'line' | 'product' | 'shift' | 'area', string>>>;
  readonly countedLines: CountedLines;
  /** ISO 8601 UTC; what happened later is not there. */
  readonly asOf: string;
  /** ISO 8601 UTC; what was recorded later is not there. */
  readonly knownAt: string;
  readonly against: Against;
  /** So many items from a date on are shown: who gives a total of its own may leave out the cells of others. Absent: all. */
  readonly shown?: { readonly from: string; readonly items: number };
}

export interface CellAnswer {
  /** Of one date each, or of a bucket by its first date where days do not add up to it. */
  readonly cells: readonly GroupedCell[];
  /** Of the whole period; null: the sum of the cells. */
  readonly total: Sums | null;
}

/** An input of figures: rows of its own, as sums. */
export interface CellSource {
  /** The figures that are made of its sums. */
  readonly kpis: readonly Kpi[];
  readonly cells: (question: KpiQuestion, rows: EntityManager) => Promise<CellAnswer>;
}

/** A figure whose parts are asked for. */
export interface TracedFigure {
  /** Of the figure's dates as a whole, by what its group names. */
  readonly question: KpiQuestion;
  readonly group: Group;
  readonly mayReadAttendance: boolean;
}

/** The parts of a figure in order, by their names; each is read only where it is shown. */
export interface Trace {
  readonly names: readonly string[];
  /** Of some of the names, in their order. */
  readonly read: (names: readonly string[]) => Promise<readonly TracedPart[]>;
}

/** An input that also tells what a figure was made of: the sums of all parts add up to the figure's. */
export interface TracedSource extends CellSource {
  readonly trace: (figure: TracedFigure, rows: EntityManager) => Promise<Trace>;
}
