import type { EntityManager } from 'typeorm';
import type { Kpi } from '#contracts/kpi/kpi-words';
import { decimalUnits } from '#contracts/values/amounts';
import { foldedText } from '#contracts/values/text-folding';
import { viewOf } from '#libs/read-models';
import type { Grain } from '../figure/buckets';
import type { CellAnswer, CellSource, KpiQuestion } from '../figure/cell-source.query';
import type { GroupedCell } from '../figure/figures-by';
import { SUM_PLACES, sumOf, type SumName, type Sums } from '../figure/sums';
import { LINE_SUMS, LineDayRow, type LineSum, type StoredCell } from '../line-sums/line-sums.entity';
import type { KnownSetup } from '../line-sums/setup-history';
import { momentDays, type MomentDay } from './moment-days.query';
import { knownSetup } from './known-setup.query';
import { standingLines } from './standing-lines';
import { SETTLED, settledBounds, withinLines, type Within } from './within';

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
  const within = standingLines(withinLines(question, setup), setup);
  if (within.lineIds?.length === 0) return { cells: [], total: null };
  const settled = isDetailed(question)
    ? { cells: await storedCells(within, rows), total: null }
    : await storedSums(within, rows);
  const ofMoment = (await momentDays(within, rows)).flatMap(cellsOf).filter(isWanted(question));
  const cells = [...settled.cells.filter(isWanted(question)), ...ofMoment];
  return {
    cells: cells.map((cell) => groupedCell(cell, setup)),
    total: settled.total && sumOf([settled.total, ...ofMoment.map(({ sums }) => sums)]),
  };
}

interface LineCell {
  readonly date: string;
  readonly lineId: string | null;
  readonly shift: string | null;
  readonly product: string | null;
  readonly order: string | null;
  readonly sums: Sums;
}

/** Whether the sums of days do not do: a part of a day is asked for. */
function isDetailed({ groupBy, filters: { product, shift } }: KpiQuestion): boolean {
  return product !== undefined || shift !== undefined || groupBy.some((each) => DETAILS.has(each));
}
const DETAILS: ReadonlySet<string> = new Set(['product', 'shift', 'order']);

const TRUNCATED: Readonly<Record<Grain, string>> = {
  shift: 'date',
  day: 'date',
  week: "date_trunc('week', date)::date",
  month: "date_trunc('month', date)::date",
  year: "date_trunc('year', date)::date",
  total: '$2::date',
};

const columnOf = (name: LineSum) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const COLUMNS = LINE_SUMS.map((name) => `sum(${columnOf(name)}) AS "${name}"`).join(', ');
type SumColumns = Readonly<Record<LineSum, string | null>>;

/** A shift that was recorded has time, output, or no plan: of days without any, all that there was has been removed. */
const RECORDED = `
  sum(production + planned + setup + breakdown + other + no_order) > 0
  OR sum(unplanned_shifts) > 0 OR sum(good + rework + scrap) > 0`;

/**
 * Added up in the database, by bucket and, where lines or areas are told apart, by line. Of a part of the items the total is
 * summed by itself: most cells are then not needed.
 */
async function storedSums(
  within: Within,
  rows: EntityManager,
): Promise<{ readonly cells: LineCell[]; readonly total: Sums | null }> {
  const days = viewOf(rows, LineDayRow);
  const byArea = within.groupBy.includes('area');
  const byLine = within.groupBy.includes('line') || byArea;
  // As many lines may be fewer areas.
  const shown = byArea ? undefined : within.shown;
  const bounds = settledBounds(within);
  const found = await rows.query<(SumColumns & { date: string; lineId: string | null })[]>(
    `SELECT greatest(${TRUNCATED[within.grain]}, $2::date) AS date, ${byLine ? 'line_id' : 'NULL::uuid'} AS "lineId", ${COLUMNS}
       FROM ${days}
      WHERE ${SETTLED} AND ($7::date IS NULL OR date >= $7)
      GROUP BY 1, 2
     HAVING ${RECORDED}
      ORDER BY 1, 2
      LIMIT $8`,
    [...bounds, shown?.from ?? null, shown?.items ?? null],
  );
  const cells = found.map(({ date, lineId, ...columns }) => {
    return { date, lineId, shift: null, product: null, order: null, sums: sumsIn(columns) };
  });
  const isWhole = !shown || (shown.from <= within.period.from && found.length < shown.items);
  if (isWhole) return { cells, total: null };
  const [all] = await rows.query<[SumColumns]>(`SELECT ${COLUMNS} FROM ${days} WHERE ${SETTLED}`, bounds);
  return { cells, total: sumsIn(all) };
}

function sumsIn(columns: SumColumns): Sums {
  const totals: Partial<Record<SumName, bigint>> = {};
  for (const name of LINE_SUMS) {
    const value = decimalUnits(columns[name] ?? '0', SUM_PLACES);
    if (value !== 0n) totals[name] = value;
  }
  return { totals, steps: {} };
}

async function storedCells(within: Within, rows: EntityManager): Promise<LineCell[]> {
  const found = await rows.query<{ date: string; lineId: string; cells: readonly StoredCell[] }[]>(
    `SELECT date, line_id AS "lineId", cells FROM ${viewOf(rows, LineDayRow)} WHERE ${SETTLED}`,
    settledBounds(within),
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
