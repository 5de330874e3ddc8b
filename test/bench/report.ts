import { type FigureMeasurement, goalText, isMet } from './figure';
import type { Machine } from './machine';

/** A number for readers: three significant digits, more when it is large. */
export function shown(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return value.toPrecision(3).replace(/\.?0+$/, '');
}

function metText(measurement: FigureMeasurement): string {
  const met = isMet(measurement);
  if (met === null) return '';
  return met ? 'yes' : 'no';
}

/** The table for people: goals beside figures. */
export function table(measurements: readonly FigureMeasurement[]): string {
  const rows = measurements.map((one) => [
    one.title,
    `${shown(one.value)} ${one.unit}`,
    goalText(one.goal) ?? '',
    metText(one),
  ]);
  const head = ['figure', 'value', 'goal', 'met'];
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

/** Each side's rates and latencies, which the ratios are made of. */
function sidesTable(measurements: readonly FigureMeasurement[]): string {
  const rows = measurements.flatMap(({ id, detail }) =>
    (detail.sides ?? []).map(({ name, perSecond, latency, loadCpu }) =>
      [
        id,
        name,
        shown(perSecond),
        ...(latency ? [latency.p50, latency.p99, latency.p999].map(shown) : ['', '', '']),
        loadCpu === undefined ? '' : shown(loadCpu),
      ].join(' | '),
    ),
  );
  const head = 'figure | side | per second | p50 ms | p99 ms | p99.9 ms | cores used by the measuring process';
  return [head, head.replace(/[^|]+/g, ' --- '), ...rows].map((row) => `| ${row} |`).join('\n');
}

/** `docs/benchmarks.md`: the whole last run. */
export function document(measurements: readonly FigureMeasurement[], machine: Machine, taken: string): string {
  const notes = measurements.flatMap(({ id, detail }) =>
    Object.entries(detail.notes ?? {}).map(([name, value]) => `- ${id}: ${name}: ${value}`),
  );
  const spread = measurements.flatMap(({ id, detail }) =>
    detail.rounds ? [`- ${id}: ${detail.rounds.map(shown).join(', ')}`] : [],
  );
  return `# Benchmarks

The last run of \`npm run bench -- --write\`, as it came out. Every ratio is of two sides measured in the same run, in interleaved rounds on the same durable Postgres; the median of the rounds counts. The meaning and method of each figure are described in \`test/bench/\`.

${machine.processor}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}, Node ${machine.node}, ${machine.postgres}; ${taken}. Client, server and load share the cores.

${table(measurements)}

## Rates and latencies

${sidesTable(measurements)}

## The ratio of each round

${spread.join('\n')}

## Notes

${notes.join('\n')}
`;
}
