import { DomainError } from '#contracts/errors';
import { MAX_KPI_DAYS } from '#contracts/kpi/figure-period';
import { DELIVERY_DATES, type DeliveryDate } from '#contracts/kpi/get-kpis';
import { KPI_GROUPINGS, type KpiGrouping } from '#contracts/kpi/kpi-words';
import type { Dates } from '../figure/buckets';
import type { Group } from '../figure/figures-by';
import type { KpiQuestion } from '../figure/cell-source.query';
import { formulaNamed } from '../formula/formulas';
import { formulaName, type Formula } from '../formula/formula';

/** What one figure was of: enough to make it again. */
export interface FigureName {
  readonly tenantId: string;
  readonly formula: Formula;
  readonly dates: Dates;
  readonly group: Group;
  readonly filters: KpiQuestion['filters'];
  readonly asOf: string;
  readonly knownAt: string;
  readonly against: DeliveryDate;
}

const VERSION = 1;

/** As text for a path. It holds no secret, and grants nothing: whoever asks with it is checked as for the figure. */
export function figureNameText({
  tenantId,
  formula,
  dates,
  group,
  filters,
  asOf,
  knownAt,
  against,
}: FigureName): string {
  const groups = KPI_GROUPINGS.flatMap((grouping) => (grouping in group ? [[grouping, group[grouping]]] : []));
  const moments = [Date.parse(asOf), Date.parse(knownAt)];
  const parts = [
    VERSION,
    ownerOf(tenantId),
    formulaName(formula),
    dates.from,
    dates.to,
    groups,
    Object.entries(filters),
    moments,
    against,
  ];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

const DATE = /^\d{4}-\d\d-\d\d$/;
const FILTERS = new Set<string>(['line', 'product', 'shift', 'area']);
const AGAINST = new Set<string>(DELIVERY_DATES);

/** Enough to tell organisations apart: a name is of one of them. */
const ownerOf = (tenantId: string) => tenantId.slice(-8);

/** @throws DomainError `NOT_FOUND` for a text that is no name of a figure of the organisation */
export function figureNameIn(text: string, tenantId: string): FigureName {
  try {
    const parts = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];
    const [version, owner, formula, from, to, groups, filters, moments, against] = parts as [
      number, string, string, string, string, [KpiGrouping, string | null][], [string, string][], number[], FigureName['against'],
    ]; // prettier-ignore
    const found = formulaNamed(formula);
    const isText = (value: unknown) => value === null || (typeof value === 'string' && value.length <= 200);
    const isSound =
      version === VERSION &&
      owner === ownerOf(tenantId) &&
      found !== undefined &&
      DATE.test(from) &&
      DATE.test(to) &&
      (Date.parse(to) - Date.parse(from)) / 86_400_000 < MAX_KPI_DAYS &&
      groups.every(([name, value]) => KPI_GROUPINGS.includes(name) && isText(value)) &&
      filters.every(([name, value]) => FILTERS.has(name) && typeof value === 'string' && isText(value)) &&
      AGAINST.has(against);
    const [asOf, knownAt] = moments.map((moment) => new Date(moment).toISOString());
    if (!isSound || asOf === undefined || knownAt === undefined) throw unnamed();
    const named = { formula: found, dates: { from, to }, group: Object.fromEntries(groups) as Group };
    return { tenantId, ...named, filters: Object.fromEntries(filters), asOf, knownAt, against };
  } catch {
    throw unnamed();
  }
}

const unnamed = () => new DomainError('NOT_FOUND', 'There is no such figure');
