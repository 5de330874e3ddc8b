import type { EntityManager } from 'typeorm';
import type { Kpi } from '#contracts/kpi/kpi-words';
import { decimalUnits } from '#contracts/values/amounts';
import { daysAfter, localDate } from '#contracts/values/local-date';
import { foldedText } from '#contracts/values/text-folding';
import { viewOf } from '#libs/read-models';
import type { Grain } from '../figure/buckets';
import type { CellAnswer, CellSource, KpiQuestion } from '../figure/cell-source';
import { standingForAreas, type GroupedCell } from '../figure/figures-by';
import { SUM_PLACES, sumOf, type SumName, type Sums } from '../figure/sums';
import { LINE_SUMS, LineDayRow, type LineSum, type StoredCell } from '../line-sums/line-sums.entity';
import type { KnownSetup } from '../line-sums/setup-history';
import { momentDays, type MomentDay } from './moment-days.query';
import { knownSetup } from './known-setup.query';

const OF_LINES: readonly Kpi[] = [
  'availability',
  'effectiveness',
  'quality_ratio',
  'oee',
  'oee_uncapped',
  'nee',
  'technical_efficiency',
  'setup_rate',
  'throughput',
  'scrap_ratio',
  'rework_ratio',
  'final_yield',
  'labour_efficiency',
  'labour_efficiency_scheduled',
  'mtbf',
  'mttr',
];

/** Production entries and stops of lines. */
export const lineCells: CellSource = { kpis: OF_LINES, cells: cellsOfLines };

async function cellsOfLines(question: KpiQuestion, rows: EntityManager): Promise<CellAnswer> {
  const setup = await knownSetup(question, rows, ['organization', 'line']);
  const lineIds = linesIn(question, setup);
  if (lineIds?.length === 0) return { cells: [], total: null };
  const within: Within = { ...question, lineIds };
  const settled = isDetailed(question) ? storedCells(within, rows) : storedSums(within, rows);
  const cells = [...(await settled), ...(await momentDays(within, rows)).flatMap(cellsOf)];
  const grouped = cells.filter(isWanted(question)).map((cell) => groupedCell(cell, setup));
  return { cells: isByArea(question) ? standingForAreas(grouped, constraintsIn(setup)) : grouped, total: null };
}

/** A question with the lines that it is about; null: all. */
export type Within = KpiQuestion & { readonly lineIds: readonly string[] | null };

interface LineCell {
  readonly date: string;
  readonly lineId: string | null;
  readonly shift: string | null;
  readonly product: string | null;
  readonly order: string | null;
  readonly sums: Sums;
}

export function linesIn({ filters: { line, area } }: KpiQuestion, setup: KnownSetup): string[] | null {
  if (line === undefined && area === undefined) return null;
  const isAsked = (each: { readonly lineId: string; readonly area: string | null }) =>
    (line === undefined || each.lineId === line) &&
    (area === undefined || (each.area !== null && foldedText(each.area) === foldedText(area)));
  return [...setup.lines.values()].filter(isAsked).map(({ lineId }) => lineId);
}

const isByArea = ({ groupBy, filters }: KpiQuestion) =>
  groupBy.includes('area') || (filters.area !== undefined && !groupBy.includes('line') && filters.line === undefined);

function constraintsIn(setup: KnownSetup): ReadonlySet<string> {
  return new Set([...setup.lines.values()].filter(({ constraint }) => constraint).map(({ lineId }) => lineId));
}

/** Whether the sums of days do not do: a part of a day is asked for. */
function isDetailed({ groupBy, filters: { product, shift } }: KpiQuestion): boolean {
  return product !== undefined || shift !== undefined || groupBy.some((each) => DETAILS.has(each));
}
const DETAILS: ReadonlySet<string> = new Set(['product', 'shift', 'order']);

/** The days that have settled, of which the sums as known now are those of the moment; `$1` to `$6`. */
const SETTLED = `
  tenant_id = $1 AND date BETWEEN $2 AND $3 AND settled_at <= $4 AND changed_at <= $5
  AND ($6::uuid[] IS NULL OR line_id = ANY ($6))`;

function boundsOf({ tenantId, period, asOf, knownAt, lineIds }: Within): unknown[] {
  return [tenantId, period.from, lastDate(period.to, asOf), asOf, knownAt, lineIds];
}

/** Nothing of a later date has happened by then, in any zone. */
export function lastDate(to: string, asOf: string): string {
  const last = daysAfter(asOf.slice(0, 10), 1);
  return to < last ? to : last;
}

const TRUNCATED: Readonly<Record<Grain, string>> = {
  shift: 'date',
  day: 'date',
  week: "date_trunc('week', date)::date",
  month: "date_trunc('month', date)::date",
  year: "date_trunc('year', date)::date",
  total: '$2::date',
};

const columnOf = (name: LineSum) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Added up in the database, by bucket and, where lines or areas are told apart, by line. */
async function storedSums(within: Within, rows: EntityManager): Promise<LineCell[]> {
  const byLine = within.groupBy.includes('line') || isByArea(within);
  const sums = LINE_SUMS.map((name) => `sum(${columnOf(name)}) AS "${name}"`).join(', ');
  const found = await rows.query<(Record<LineSum, string> & { date: string; lineId: string | null })[]>(
    `SELECT greatest(${TRUNCATED[within.grain]}, $2::date) AS date, ${byLine ? 'line_id' : 'NULL::uuid'} AS "lineId", ${sums}
       FROM ${viewOf(rows, LineDayRow)}
      WHERE ${SETTLED}
      GROUP BY 1, 2`,
    boundsOf(within),
  );
  return found.map(({ date, lineId, ...columns }) => {
    const totals: Partial<Record<SumName, bigint>> = {};
    for (const name of LINE_SUMS) {
      const value = decimalUnits(columns[name], SUM_PLACES);
      if (value !== 0n) totals[name] = value;
    }
    return { date, lineId, shift: null, product: null, order: null, sums: { totals, steps: {} } };
  });
}

async function storedCells(within: Within, rows: EntityManager): Promise<LineCell[]> {
  const found = await rows.query<{ date: string; lineId: string; cells: readonly StoredCell[] }[]>(
    `SELECT date, line_id AS "lineId", cells FROM ${viewOf(rows, LineDayRow)} WHERE ${SETTLED}`,
    boundsOf(within),
  );
  return found.flatMap(({ date, lineId, cells }) =>
    cells.map(({ sums, ...cell }) => {
      const totals = Object.fromEntries(Object.entries(sums).map(([name, units]) => [name, BigInt(units)]));
      return { date, lineId, ...cell, sums: { totals, steps: {} } };
    }),
  );
}

function cellsOf({ lineId, date, figures }: MomentDay): LineCell[] {
  return figures.cells.map(({ shift, product, order, sums }) => ({ date, lineId, shift, product, order, sums }));
}

function isWanted({ filters: { product, shift } }: KpiQuestion) {
  const [ofProduct, ofShift] = [product, shift].map((text) => (text === undefined ? undefined : foldedText(text)));
  return (cell: LineCell): boolean =>
    (ofProduct === undefined || (cell.product !== null && foldedText(cell.product) === ofProduct)) &&
    (ofShift === undefined || (cell.shift !== null && foldedText(cell.shift) === ofShift));
}

function groupedCell({ date, lineId, shift, product, order, sums }: LineCell, setup: KnownSetup): GroupedCell {
  const area = lineId === null ? null : (setup.lines.get(lineId)?.area ?? null);
  return { date, group: { line: lineId, shift, product, order, area }, sums };
}

/** For tests and lineage: all sums of cells. */
export function totalOfCells(cells: readonly GroupedCell[]): Sums {
  return sumOf(cells.map(({ sums }) => sums));
}

export const todayIn = (timeZone: string, asOf: string) => localDate(asOf, timeZone);
