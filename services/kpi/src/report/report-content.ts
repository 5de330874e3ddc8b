import type { Kpi } from '#contracts/kpi/kpi-words';
import type { ReportGrouping, ReportScheduleValues } from '#contracts/kpi/report-schedule';
import { csvLine, type CsvValue } from '#contracts/values/csv';
import type { Dates } from '../figure/buckets';
import { currentFormula } from '../formula/formulas';
import type { Chart } from './chart-option';
import type { KpiAnswer, KpiGroup, KpiRowOfGroup, KpiValue } from './report-figures';
import { periodName, periodText } from './report-period';
import { cellText, figureText, reasonText, unitText } from './shown-figure';

/** Everything that a report is made of. */
export interface ReportInput {
  readonly organization: string;
  readonly schedule: Pick<ReportScheduleValues, 'name' | 'frequency' | 'kpis' | 'groupBy' | 'areas'>;
  readonly period: Dates;
  /** The lines that it is about. */
  readonly lines: readonly { readonly id: string; readonly code: string }[];
  /** Areas of the schedule that have no line any more. */
  readonly areasWithoutLines: readonly string[];
  /** Of the period, by the groups of the schedule. */
  readonly table: KpiAnswer;
  /** Of each bucket up to the period, without groups. */
  readonly trend: KpiAnswer;
  readonly buckets: readonly Dates[];
}

export interface ReportChart {
  readonly file: string;
  readonly alt: string;
  readonly chart: Chart;
}

/** The parts of a report, all of them text. Pictures are drawn from `charts`. */
export interface ReportContent {
  readonly subject: string;
  readonly intro: string;
  /** What is missing or empty, a sentence each. */
  readonly notes: readonly string[];
  readonly table: { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] };
  readonly charts: readonly ReportChart[];
  readonly csv: { readonly file: string; readonly text: string };
}

export function reportContent(input: ReportInput): ReportContent {
  const { organization, schedule, period } = input;
  const { name, frequency } = schedule;
  const of = periodText(frequency, period);
  return {
    subject: `${organization}: ${name}, ${of}`,
    intro: `${name} of ${organization}: key figures of ${of}.`,
    notes: notesOf(input),
    table: tableOf(input),
    charts: schedule.kpis.flatMap((kpi) => chartOf(kpi, input)),
    csv: { file: `report-${periodName(frequency, period)}.csv`, text: csvOf(input) },
  };
}

const nameOf = (kpi: Kpi) => currentFormula(kpi).name;

/** The most rows of the table: mail programs cut long mails off. */
const MAX_ROWS = 200;

function notesOf({ table, trend, lines, schedule, areasWithoutLines }: ReportInput): string[] {
  const notes = areasWithoutLines.map((area) => `The area ${area} has no lines any more; its figures are missing.`);
  if (lines.length === 0) notes.push('There are no lines that this report is about.');
  if (table.items.length === 0) {
    notes.push('Nothing was recorded in this period: the report is empty.');
  } else if (schedule.groupBy.includes('line')) {
    const silent = silentLines(table, lines).map(({ code }) => code);
    if (silent.length > 0) notes.push(`Nothing was recorded in this period for: ${silent.join(', ')}.`);
  }
  const more = table.items.length - MAX_ROWS;
  if (more > 0) notes.push(`The table has the first ${MAX_ROWS} rows; ${more} more are in the attached file.`);
  for (const { kpi, value, reason } of table.totals) {
    if (value !== null) continue;
    const drawn = hasTrend(kpi, trend) ? '' : ' It has no chart: there was none before either.';
    notes.push(`${nameOf(kpi)} has no figure in this period: ${reasonText(reason)}.${drawn}`);
  }
  return notes;
}

function silentLines({ items }: KpiAnswer, lines: ReportInput['lines']): ReportInput['lines'] {
  const heard = new Set(items.map(({ group }) => group.lineId));
  return lines.filter(({ id }) => !heard.has(id));
}

const GROUP_NAMES: Readonly<Record<ReportGrouping, string>> = {
  line: 'Line',
  product: 'Product',
  shift: 'Shift',
  area: 'Area',
};

function groupValue(group: KpiGroup, grouping: ReportGrouping): string | null {
  return (grouping === 'line' ? group.lineCode : group[grouping]) ?? null;
}

/** As a reader looks for them: the ids of lines say nothing to anybody. */
function byName(items: KpiAnswer['items'], groupBy: readonly ReportGrouping[]): KpiAnswer['items'] {
  const name = ({ group }: KpiRowOfGroup) => groupBy.map((grouping) => groupValue(group, grouping) ?? '').join('\n');
  const named = items.map((item) => [name(item), item] as const);
  return named.toSorted(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)).map(([, item]) => item);
}

const NONE = '–';

function tableOf({ table, lines, schedule: { groupBy, kpis } }: ReportInput): ReportContent['table'] {
  const label = ({ group }: KpiRowOfGroup) =>
    groupBy.map((grouping) => groupValue(group, grouping) ?? NONE).join(', ') || 'All';
  const rows = byName(table.items, groupBy)
    .slice(0, MAX_ROWS)
    .map((item) => [label(item), ...item.values.map(cellText)]);
  const byLine = groupBy.length === 1 && groupBy[0] === 'line';
  const silent = byLine ? silentLines(table, lines) : [];
  return {
    columns: [groupBy.map((grouping) => GROUP_NAMES[grouping]).join(', '), ...kpis.map(nameOf)],
    rows: [
      ...(groupBy.length === 0 ? [] : rows),
      ...silent.map(({ code }) => [code, ...kpis.map(() => 'no data')]),
      ['Total', ...table.totals.map(cellText)],
    ],
  };
}

const hasTrend = (kpi: Kpi, { items }: KpiAnswer) =>
  items.some(({ values }) => values.some((each) => each.kpi === kpi && each.value !== null));

function chartOf(kpi: Kpi, { schedule, period, table, trend, buckets }: ReportInput): ReportChart[] {
  if (!hasTrend(kpi, trend)) return [];
  const { frequency } = schedule;
  const byStart = new Map(trend.items.map((item) => [item.from, item.values.find((each) => each.kpi === kpi)]));
  const points = buckets.map((bucket) => {
    const figure = byStart.get(bucket.from);
    const label = periodName(frequency, bucket);
    return { label, value: figure?.value ?? null, target: figure?.target?.green ?? null };
  });
  const total = table.totals.find((each) => each.kpi === kpi);
  const figure = total ? figureText(total) : `none (${reasonText(null)})`;
  const [first, last] = [points[0]?.label, points.at(-1)?.label];
  return [
    {
      file: `${kpi.replaceAll('_', '-')}.png`,
      alt: `${nameOf(kpi)} of ${periodName(frequency, period)}: ${figure}. Chart from ${first} to ${last}.`,
      chart: { title: `${nameOf(kpi)}: ${figure}`, unit: unitText(kpi), points },
    },
  ];
}

const CSV_FIGURE = [
  'kpi',
  'formula',
  'value',
  'unit',
  'reason',
  'flags',
  'numerator',
  'denominator',
  'green',
  'amber',
  'status',
] as const;

/** A row for each figure; the rows of the total name no group. */
function csvOf({ table, period, schedule: { groupBy } }: ReportInput): string {
  const line = ({ from, to }: Dates, row: string, groups: readonly CsvValue[], figure: KpiValue) =>
    csvLine([from, to, row, ...groups, ...figureCells(figure)]);
  const items = groupBy.length === 0 ? [] : byName(table.items, groupBy);
  return [
    csvLine(['from', 'to', 'row', ...groupBy, ...CSV_FIGURE]),
    ...items.flatMap((item) =>
      item.values.map((figure) =>
        line(
          item,
          'group',
          groupBy.map((grouping) => groupValue(item.group, grouping)),
          figure,
        ),
      ),
    ),
    ...table.totals.map((figure) =>
      line(
        period,
        'total',
        groupBy.map(() => null),
        figure,
      ),
    ),
  ].join('');
}

function figureCells(figure: KpiValue): readonly CsvValue[] {
  const { kpi, formula, value, unit, reason, flags, numerator, denominator, target, status } = figure;
  return [
    kpi,
    formula,
    value,
    unit,
    reason,
    flags.join(' '),
    numerator,
    denominator,
    target?.green ?? null,
    target?.amber ?? null,
    status,
  ];
}
