import type { ReportInput } from './report-content';
import { reportContent } from './report-content';
import { dayAnswer, kpiValue, row } from './report.fixture';
import { trendOf } from './report-period';

const DATE = '2026-03-02';
const period = { from: DATE, to: DATE };
const lines = [
  { id: 'one', code: 'L-1' },
  { id: 'two', code: 'L-2' },
];
const schedule = {
  name: 'Filling every morning',
  frequency: 'daily',
  kpis: ['availability', 'mtbf'],
  groupBy: ['line'],
  areas: null,
} as const;

const { buckets } = trendOf('daily', period);

/** W8: the total is a figure of its own, no mean of the lines. */
const W8: ReportInput = {
  organization: 'Works',
  schedule,
  period,
  lines,
  areasWithoutLines: [],
  table: {
    // By the ids of lines, as figures are listed; a report sorts by what it shows.
    items: [
      row(DATE, { lineId: 'two', lineCode: 'L-2' }, kpiValue('availability', '50.00'), kpiValue('mtbf', '1.25')),
      row(
        DATE,
        { lineId: 'one', lineCode: 'L-1' },
        kpiValue('availability', '90.00', {
          target: { green: '85.00', amber: '75.00' },
          status: 'green',
          flags: ['provisional'],
        }),
        kpiValue('mtbf', null, { reason: 'NO_FAILURES' }),
      ),
    ],
    totals: [kpiValue('availability', '81.11'), kpiValue('mtbf', '1.25')],
  },
  trend: {
    items: [
      row('2026-02-27', {}, kpiValue('availability', '80.00'), kpiValue('mtbf', null)),
      row(DATE, {}, kpiValue('availability', '81.11'), kpiValue('mtbf', '1.25')),
    ],
    totals: [],
  },
  buckets,
};

describe('a report', () => {
  it('has its organisation, name and period in the subject', () => {
    expect(reportContent(W8).subject).toBe('Works: Filling every morning, 2026-03-02');
  });

  it('shows the texts of the figures in its table, its alt texts and its CSV, and none of its own (C1, C2)', () => {
    const { table, charts, csv } = reportContent(W8);
    expect(table).toEqual({
      columns: ['Line', 'Availability', 'Mean time between failures'],
      rows: [
        ['L-1', '90.00 % (green, provisional)', 'none (no breakdown)'],
        ['L-2', '50.00 %', '1.25 h'],
        ['Total', '81.11 %', '1.25 h'],
      ],
    });
    expect(charts.map(({ file, alt }) => [file, alt])).toEqual([
      ['availability.png', 'Availability of 2026-03-02: 81.11 %. Chart from 2026-02-17 to 2026-03-02.'],
      ['mtbf.png', 'Mean time between failures of 2026-03-02: 1.25 h. Chart from 2026-02-17 to 2026-03-02.'],
    ]);
    expect(csv.file).toBe('report-2026-03-02.csv');
    const [head, ...rows] = csv.text.trimEnd().split('\r\n');
    expect(head).toBe('from,to,row,line,kpi,formula,value,unit,reason,flags,numerator,denominator,green,amber,status');
    expect(rows).toEqual([
      '2026-03-02,2026-03-02,group,L-1,availability,availability@1,90.00,%,,provisional,378,420,85.00,75.00,green',
      '2026-03-02,2026-03-02,group,L-1,mtbf,mtbf@1,,h,NO_FAILURES,,378,420,,,',
      '2026-03-02,2026-03-02,group,L-2,availability,availability@1,50.00,%,,,378,420,,,',
      '2026-03-02,2026-03-02,group,L-2,mtbf,mtbf@1,1.25,h,,,378,420,,,',
      '2026-03-02,2026-03-02,total,,availability,availability@1,81.11,%,,,378,420,,,',
      '2026-03-02,2026-03-02,total,,mtbf,mtbf@1,1.25,h,,,378,420,,,',
    ]);
  });

  it('keeps gaps in its charts, and draws a target as it was then', () => {
    const [chart] = reportContent(W8).charts;
    expect(chart?.chart.points).toHaveLength(14);
    expect(chart?.chart.points.slice(10)).toEqual([
      { label: '2026-02-27', value: '80.00', target: null },
      { label: '2026-02-28', value: null, target: null },
      { label: '2026-03-01', value: null, target: null },
      { label: '2026-03-02', value: '81.11', target: null },
    ]);
    const target = { green: '85.00', amber: '75.00' };
    const trend = { items: [row(DATE, {}, kpiValue('availability', '81.11', { target }))], totals: [] };
    expect(reportContent({ ...W8, trend }).charts[0]?.chart.points.at(-1)?.target).toBe('85.00');
  });

  it('names the lines of which nothing was recorded, and areas without lines (C19)', () => {
    const { notes, table } = reportContent({
      ...W8,
      lines: [...lines, { id: 'three', code: 'L-3' }],
      areasWithoutLines: ['Packing'],
    });
    expect(notes).toEqual([
      'The area Packing has no lines any more; its figures are missing.',
      'Nothing was recorded in this period for: L-3.',
    ]);
    expect(table.rows.at(-2)).toEqual(['L-3', 'no data', 'no data']);
  });

  it('that is empty says so, and has no chart of nothing', () => {
    const totals = [kpiValue('availability', null), kpiValue('mtbf', null, { reason: 'NO_FAILURES' })];
    const { notes, charts, table } = reportContent({
      ...W8,
      table: { items: [], totals },
      trend: { items: [], totals },
    });
    expect(notes).toEqual([
      'Nothing was recorded in this period: the report is empty.',
      'Availability has no figure in this period: no shift calendar. It has no chart: there was none before either.',
      'Mean time between failures has no figure in this period: no breakdown. It has no chart: there was none before either.',
    ]);
    expect(charts).toEqual([]);
    expect(table.rows).toEqual([
      ['L-1', 'no data', 'no data'],
      ['L-2', 'no data', 'no data'],
      ['Total', 'none (no shift calendar)', 'none (no breakdown)'],
    ]);
  });

  it('of a figure that is missing now has its chart, and the reason', () => {
    const totals = [kpiValue('availability', null), kpiValue('mtbf', '1.25')];
    const { notes, charts } = reportContent({ ...W8, table: { ...W8.table, totals } });
    expect(notes).toEqual(['Availability has no figure in this period: no shift calendar.']);
    expect(charts[0]?.alt).toContain('none (no shift calendar)');
  });

  it('without groups has the total alone', () => {
    const { table, csv } = reportContent({ ...W8, schedule: { ...schedule, groupBy: [] } });
    expect(table.rows).toEqual([['Total', '81.11 %', '1.25 h']]);
    expect(csv.text.split('\r\n')).toHaveLength(4);
  });

  it('neutralises what a spreadsheet would run, and leaves numbers alone (C17)', () => {
    const answer = dayAnswer(DATE, ['availability'], [{ id: 'one', code: '=1+1' }]);
    const { text } = reportContent({
      ...W8,
      ...answer,
      schedule: { ...schedule, kpis: ['availability'] },
      table: { ...answer.table, totals: [kpiValue('availability', '-5.00')] },
    }).csv;
    expect(text).toContain(",'=1+1,");
    expect(text).toContain(',-5.00,');
  });
});
