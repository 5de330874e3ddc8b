import { readFileSync, readdirSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { OpsLedgerProcess } from '../../../libs/testing/opsledger-process';
import { organizationOn } from '../../../libs/testing/organization';
import type { BenchEntry } from '../figure';
import { endWhenInterrupted } from '../interruption';
import { median } from '../random';

const IDLE_SECONDS = 10;

/** Everything embedded, on an existing data directory: the time until it is ready, and its memory when idle. */
export const START_FIGURES: readonly BenchEntry[] = [
  {
    name: 'start',
    async measure(bench) {
      let running = await OpsLedgerProcess.start({ LOG_LEVEL: 'error' });
      const forget = endWhenInterrupted(() => running.remove());
      try {
        await organizationOn(running);
        const seconds: number[] = [];
        for (let round = 0; round < bench.settings.rounds; round++) {
          await running.stop();
          const started = performance.now();
          running = await running.again();
          seconds.push((performance.now() - started) / 1_000);
          bench.log(`  round ${round + 1}: ready after ${seconds.at(-1)?.toFixed(2)} s`);
        }
        await delay(IDLE_SECONDS * 1_000);
        const memory = residentOfTree(running.pid);
        return [
          {
            id: 'start-seconds',
            title: 'npm start on an existing data directory until ready',
            value: median(seconds),
            unit: 's',
            goal: { atMost: 6 },
            detail: { notes: { 'each start, s': seconds.map((one) => one.toFixed(2)).join(', ') } },
          },
          {
            id: 'idle-memory',
            title: 'resident memory of the whole tree, idle',
            value: memory.total,
            unit: 'MB',
            goal: { atMost: 450 },
            detail: { notes: memory.parts },
          },
        ];
      } finally {
        forget();
        await running.stop();
        await running.remove();
      }
    },
  },
];

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
}

/**
 * Resident megabytes of a process and all below it. `total` adds up the processes' sizes and counts shared pages
 * (Postgres's buffers) for each; the parts are proportional shares, which count them once.
 */
function residentOfTree(root: number): { readonly total: number; readonly parts: Record<string, number> } {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap(processOf);
  const tree = new Set([root]);
  for (let grown = true; grown;) {
    grown = false;
    for (const { pid, parent } of processes) {
      if (tree.has(pid) || !tree.has(parent)) continue;
      tree.add(pid);
      grown = true;
    }
  }
  const parts: Record<string, number> = {};
  let total = 0;
  for (const { pid, name } of processes.filter((one) => tree.has(one.pid))) {
    const share = megabytes(`/proc/${pid}/smaps_rollup`, 'Pss');
    const part = `${name}, its share, MB`;
    parts[part] = Math.round((parts[part] ?? 0) + share);
    total += megabytes(`/proc/${pid}/status`, 'VmRSS');
  }
  return { total, parts };
}

function processOf(pid: string): Process[] {
  const text = read(`/proc/${pid}/stat`);
  const match = /^\d+ \((.*)\) \S (\d+)/.exec(text ?? '');
  return match ? [{ pid: Number(pid), parent: Number(match[2]), name: match[1] ?? '' }] : [];
}

function megabytes(path: string, field: string): number {
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(read(path) ?? '')?.[1];
  return Number(kilobytes ?? 0) / 1_024;
}

/** A process may be gone by the time it is read. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}
