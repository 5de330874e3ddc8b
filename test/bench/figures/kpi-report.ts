import { performance } from 'node:perf_hooks';
import { KPIS } from '../../../contracts/kpi/kpi-words';
import { ChartImages } from '../../../services/kpi/src/report/chart-images.adapter';
import { dayAnswer, kpiValue, row } from '../../../services/kpi/src/report/report.fixture';
import { reportContent, type ReportInput } from '../../../services/kpi/src/report/report-content';
import { trendOf } from '../../../services/kpi/src/report/report-period';
import { reportOf } from '../../../services/kpi/src/report/stored-report.store';
import type { BenchEntry } from '../figure';

const LINES = 20;
const CHARTS = 12;
/** The longest pause of the event loop that is looked for, in milliseconds. */
const TICK_MS = 5;

/** From the figures of a day and 20 lines to the parts of a mail, with a thread that has to load first. */
export const KPI_REPORT: readonly BenchEntry[] = [
  {
    name: 'kpi-report',
    async measure({ settings }) {
      const times: number[] = [];
      let longestPause = 0;
      let bytes = 0;
      for (let round = 0; round < settings.rounds; round++) {
        const images = new ChartImages();
        let last = performance.now();
        const ticking = setInterval(() => {
          longestPause = Math.max(longestPause, performance.now() - last - TICK_MS);
          last = performance.now();
        }, TICK_MS);
        const began = performance.now();
        const content = reportContent(reportInput());
        const pictures = await images.draw(content.charts.map(({ chart }) => chart));
        const { files } = reportOf(content, pictures);
        times.push(performance.now() - began);
        clearInterval(ticking);
        await images.close();
        if (pictures.length !== CHARTS) throw new Error(`${pictures.length} charts`);
        bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
      }
      const sorted = times.toSorted((one, other) => one - other);
      return [
        {
          id: 'kpi-report',
          title: `a report of ${LINES} lines with ${CHARTS} charts, its thread started anew: median`,
          value: (sorted[Math.floor(sorted.length / 2)] ?? NaN) / 1_000,
          unit: 's',
          goal: { atMost: 3 },
          detail: {
            notes: {
              'longest, s': ((sorted.at(-1) ?? NaN) / 1_000).toFixed(2),
              'longest pause of the event loop, ms': longestPause.toFixed(0),
              'files, kB': Math.round(bytes / 1_000),
            },
          },
        },
      ];
    },
  },
];

function reportInput(): ReportInput {
  const kpis = KPIS.slice(0, CHARTS);
  const period = { from: '2026-03-02', to: '2026-03-02' };
  const lines = Array.from({ length: LINES }, (_, at) => ({ id: `line ${at}`, code: `L-${at}` }));
  const { buckets } = trendOf('daily', period);
  const target = { green: '85.00', amber: '75.00' };
  const trend = buckets.map(({ from }, at) =>
    row(from, {}, ...kpis.map((kpi) => kpiValue(kpi, (70 + ((at * 7) % 20)).toFixed(2), { target, status: 'amber' }))),
  );
  return {
    organization: 'Works',
    schedule: { name: 'Every line', frequency: 'daily', kpis, groupBy: ['line'], areas: null },
    period,
    lines,
    areasWithoutLines: [],
    table: dayAnswer(period.from, kpis, lines).table,
    trend: { items: trend, totals: [] },
    buckets,
  };
}
