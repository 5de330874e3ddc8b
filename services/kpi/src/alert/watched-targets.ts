import type { AlertedFigure } from '#contracts/kpi/kpi-alert-events';
import type { AlertGrain, TargetAlert } from '#contracts/kpi/kpi-target-events';
import type { Kpi } from '#contracts/kpi/kpi-words';
import { daysAfter, localDate } from '#contracts/values/local-date';
import { bucketOf, type Dates } from '../figure/buckets';
import { currentFormula } from '../formula/formulas';
import type { Lines } from '../line/line';
import { targetPlace, type KpiTargets, type TargetFrom } from '../target/kpi-targets';
import { isOfOrganization, narrowestTargets } from '../target/narrowest-targets';
import { inForce } from '../time/in-force';
import type { JudgedPeriod } from './judge-breach';

/** A target that raises alerts. */
export interface WatchedTarget {
  readonly kpi: Kpi;
  /** The target's own. */
  readonly scope: AlertedScope;
  readonly alert: TargetAlert;
  /** All of the scope, by date. */
  readonly rows: readonly TargetFrom[];
}

/** The line, product or area that a figure is of; none of them: the organisation. */
export type AlertedScope = Omit<AlertedFigure, 'kpi' | 'lineCode'>;

/** The targets in force on a date that raise alerts. */
export function watchedTargets(targets: KpiTargets, date: string): WatchedTarget[] {
  const byPlace = new Map<string, TargetFrom[]>();
  for (const row of targets.values()) {
    const place = targetPlace({ ...row, validFrom: '' });
    byPlace.set(place, [...(byPlace.get(place) ?? []), row]);
  }
  return [...byPlace.values()].flatMap((rows) => {
    const row = inForce(rows, date);
    if (!row?.alert) return [];
    const { kpi, lineId = null, product = null, area = null, alert } = row;
    return [{ kpi, scope: { lineId, product, area }, alert, rows }];
  });
}

/** Whether the figures of lines are watched, and not one of all of them together. */
export function isWatchedByLine({ kpi, scope }: WatchedTarget): boolean {
  return isOfOrganization(scope) && currentFormula(kpi).groupings.includes('line');
}

/**
 * The figures that a target watches: that of its own scope. One of the organisation watches each line that is judged by it;
 * of a key figure that no line has, the figure of the organisation.
 */
export function watchedScopes(watched: WatchedTarget, targets: KpiTargets, lines: Lines['byId']): AlertedScope[] {
  if (!isWatchedByLine(watched)) return [watched.scope];
  const ofKpi = [...targets.values()].filter(({ kpi }) => kpi === watched.kpi);
  return [...lines]
    .filter(([lineId, { area }]) => narrowestTargets(ofKpi, { lineId, area }).every(isOfOrganization))
    .map(([lineId]) => ({ lineId, product: null, area: null }));
}

/** The name of a figure: of key figure and scope. */
export function figurePlace(kpi: Kpi, scope: AlertedScope): string {
  return targetPlace({ kpi, ...scope, validFrom: '' });
}

/** Beyond the periods of the alert: what is found out late, by entries or after downtime. */
const LOOKED_BACK = 31;
const EVER: Dates = { from: '1900-01-01', to: '2199-12-31' };

/** The periods that are over when a local date begins, the latest last. */
export function periodsOver({ grain, periods }: Pick<TargetAlert, 'grain' | 'periods'>, today: string): Dates[] {
  const over: Dates[] = [];
  for (let first = bucketIn(grain, today); over.length < periods + LOOKED_BACK; over.unshift(first)) {
    first = bucketIn(grain, daysAfter(first.from, -1));
  }
  return over;
}

const bucketIn = (grain: AlertGrain, date: string): Dates => bucketOf(date, grain, EVER);

/** Periods that were over when the target was set raise nothing: to restate the past tells nobody of it. */
export function isCounted({ to }: Dates, { rows }: WatchedTarget, timeZone: string): boolean {
  const row = inForce(rows, to);
  return row !== undefined && to >= localDate(row.setAt, timeZone);
}

export interface JudgedFigure extends Dates {
  /** Something of it goes on, such as a shift or a stop, or a shift of it has no plan. */
  readonly isProvisional: boolean;
  readonly judged: JudgedPeriod['judged'];
}

interface PeriodsJudged {
  readonly over: readonly Dates[];
  readonly figures: readonly JudgedFigure[];
  /** The local date. */
  readonly today: string;
  readonly timeZone: string;
}

/**
 * Each period with its figure. One that is provisional on the morning after its period waits for the next morning, and is
 * then judged as it is: a stop that nobody ends keeps no breach from being told.
 */
export function judgedPeriods(
  watched: WatchedTarget,
  { over, figures, today, timeZone }: PeriodsJudged,
): JudgedPeriod[] {
  const yesterday = daysAfter(today, -1);
  const known = figures.filter(({ to, isProvisional }) => !isProvisional || to < yesterday);
  const byFirst = new Map(known.map(({ from, judged }) => [from, judged]));
  return over.map((period) => ({
    ...period,
    judged: isCounted(period, watched, timeZone) ? (byFirst.get(period.from) ?? null) : null,
  }));
}

/** Those of the recipients who may read figures now. Null: all who may, also where none of the recipients is left. */
export function toldOf({ recipients }: TargetAlert, readers: ReadonlySet<string>): readonly string[] | null {
  const told = recipients?.filter((id) => readers.has(id)) ?? [];
  return told.length > 0 ? told : null;
}
