import type { KpiTargetSet } from '#contracts/kpi/kpi-target-events';
import { standardRowFor } from '../product-standard/product-standards';
import { narrowestTargets } from '../target/narrowest-targets';
import { inForce } from '../time/in-force';
import { knownEntries, knownStops, type DayHistory } from '../line-sums/day-history';
import type { KnownSetup } from '../line-sums/setup-history';

interface ClosedDay {
  readonly lineId: string;
  readonly area: string | null;
  readonly date: string;
  /** Its entries and stops, by the business date in whose stream they were recorded. */
  readonly histories: ReadonlyMap<string, DayHistory>;
}

interface Setup {
  /** The calendars, standards and reasons on which the day depends. */
  readonly setup: KnownSetup;
  readonly targets: KnownSetup;
  readonly knownAt: string;
}

/**
 * The ids of the calendar, exceptions, standards, stop reasons and targets by which the figures of a date are worked out and
 * judged, and that were set after it was closed; `closedAt` null: it is open.
 */
export function setupChangedAfterClosing(day: ClosedDay, known: Setup, closedAt: string | null): string[] {
  if (closedAt === null) return [];
  const changed = new Set([...known.setup.changedAfter(closedAt), ...known.targets.changedAfter(closedAt)]);
  if (changed.size === 0) return [];
  return [...new Set(setupOf(day, known))].filter((id) => changed.has(id));
}

function setupOf({ lineId, area, date, histories }: ClosedDay, { setup, targets, knownAt }: Setup): string[] {
  const told = [...histories.values()];
  const products = told.flatMap((history) => knownEntries(history, knownAt).map(({ value }) => value.product));
  const { standards } = setup;
  return [
    ...setup.calendarIdsFor(lineId, date),
    ...products.flatMap((product) => standardRowFor(standards, { product, lineId, date })?.id ?? []),
    ...told.flatMap((history) => knownStops(history, knownAt).flatMap(({ value }) => value.reasonId ?? [])),
    ...targetsOf({ lineId, area, products: [...new Set(products)] }, targets.targets, date),
  ];
}

interface Judged {
  readonly lineId: string;
  readonly area: string | null;
  readonly products: readonly string[];
}

function targetsOf({ products, ...scope }: Judged, targets: readonly KpiTargetSet[], date: string): string[] {
  const scopes = [scope, ...products.map((product) => ({ product }))];
  return [...new Set(targets.map(({ kpi }) => kpi))].flatMap((kpi) => {
    const ofKpi = targets.filter((target) => target.kpi === kpi);
    return scopes.flatMap((each) => inForce(narrowestTargets(ofKpi, each), date)?.targetId ?? []);
  });
}
