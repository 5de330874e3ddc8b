import { DomainError } from '#contracts/errors';
import { MAX_KPI_DAYS } from '#contracts/kpi/figure-period';
import { DELIVERY_DATES, USUAL_DELIVERY_DATE, type DeliveryDate } from '#contracts/kpi/get-kpis';
import { KPI_GROUPINGS, type KpiGrouping } from '#contracts/kpi/kpi-words';
import type { Dates } from '../figure/buckets';
import type { Group } from '../figure/figures-by';
import type { CountedLines, KpiQuestion } from '../figure/cell-source.query';
import { formulaNamed } from '../formula/formulas';
import { formulaName, type Formula } from '../formula/formula';
import { linesCountedBy } from './standing-lines';

/** What one figure was of: enough to make it again. */
export interface FigureName {
  readonly tenantId: string;
  readonly formula: Formula;
  readonly dates: Dates;
  readonly group: Group;
  readonly filters: KpiQuestion['filters'];
  readonly countedLines: CountedLines;
  readonly asOf: string;
  readonly knownAt: string;
  readonly against: DeliveryDate;
}

/** The parts of a name, each in characters of a path; what follows from the others, or is the default, is left out. */
const SEPARATOR = '~';
const VERSION = '2';

/** As text for a path. It holds no secret, and grants nothing: whoever asks with it is checked as for the figure. */
export function figureNameText(name: FigureName): string {
  const { tenantId, formula, dates, group, filters, countedLines, asOf, knownAt, against } = name;
  const groups = KPI_GROUPINGS.flatMap((grouping) => (grouping in group ? [[grouping, group[grouping]]] : []));
  const chosen = Object.entries(filters);
  const parts = [
    VERSION,
    ownerOf(tenantId),
    formulaName(formula).replace('@', '.'),
    dates.from,
    dates.to === dates.from ? '' : dates.to,
    momentText(asOf),
    knownAt === asOf ? '' : momentText(knownAt),
    against === USUAL_DELIVERY_DATE ? '' : against,
    groups.length + chosen.length === 0 ? '' : Buffer.from(JSON.stringify([groups, chosen])).toString('base64url'),
    countedLines === usualLines(group, filters) ? '' : countedLines,
  ];
  return parts.join(SEPARATOR).replace(/~+$/, '');
}

const DATE = /^\d{4}-\d\d-\d\d$/;
const FILTERS = new Set<string>(['line', 'product', 'shift', 'area']);
const AGAINST = new Set<string>(DELIVERY_DATES);
const COUNTED = new Set<string>(['all', 'standing'] satisfies CountedLines[]);

/** The total of a question by area, or by line of an area, counts others than its group and filters say. */
const usualLines = (group: Group, filters: KpiQuestion['filters']) =>
  linesCountedBy({ groupBy: Object.keys(group) as KpiGrouping[], filters });

/** Enough to tell organisations apart: a name is of one of them. */
const ownerOf = (tenantId: string) => tenantId.slice(-8);

const momentText = (instant: string) => Date.parse(instant).toString(36);
const momentIn = (text: string) => new Date(Number.parseInt(text, 36)).toISOString();

type Chosen = readonly [groups: [KpiGrouping, string | null][], filters: [string, string][]];

/** @throws DomainError `NOT_FOUND` for a text that is no name of a figure of the organisation */
export function figureNameIn(text: string, tenantId: string): FigureName {
  try {
    const [version, owner, formula = '', from = '', to, asOf = '', knownAt, against, chosen, counted] = text.split(SEPARATOR); // prettier-ignore
    const found = formulaNamed(formula.replace('.', '@'));
    const [groups, filters] = chosen ? (JSON.parse(Buffer.from(chosen, 'base64url').toString()) as Chosen) : [[], []];
    const dates = { from, to: to || from };
    const named = { tenantId, dates, group: Object.fromEntries(groups) as Group, filters: Object.fromEntries(filters) };
    const moments = { asOf: momentIn(asOf), knownAt: momentIn(knownAt || asOf) };
    const judgedBy = (against || USUAL_DELIVERY_DATE) as DeliveryDate;
    const countedLines = (counted || usualLines(named.group, named.filters)) as CountedLines;
    const isText = (value: unknown) => value === null || (typeof value === 'string' && value.length <= 200);
    const isSound =
      version === VERSION &&
      owner === ownerOf(tenantId) &&
      DATE.test(dates.from) &&
      DATE.test(dates.to) &&
      (Date.parse(dates.to) - Date.parse(dates.from)) / 86_400_000 < MAX_KPI_DAYS &&
      groups.every(([name, value]) => KPI_GROUPINGS.includes(name) && isText(value)) &&
      filters.every(([name, value]) => FILTERS.has(name) && typeof value === 'string' && isText(value)) &&
      AGAINST.has(judgedBy) &&
      COUNTED.has(countedLines);
    if (!isSound || !found) throw unnamed();
    return { ...named, formula: found, ...moments, against: judgedBy, countedLines };
  } catch {
    throw unnamed();
  }
}

/** The time of recording of a name; undefined for a text that is none. */
export function knownAtIn(text: string): string | undefined {
  const [, , , , , asOf, knownAt] = text.split(SEPARATOR);
  const moment = Number.parseInt(knownAt || asOf || '', 36);
  return Math.abs(moment) <= LAST_MOMENT ? new Date(moment).toISOString() : undefined;
}

const LAST_MOMENT = 8.64e15;

const unnamed = () => new DomainError('NOT_FOUND', 'There is no such figure');
