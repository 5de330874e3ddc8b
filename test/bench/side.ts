import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Side } from './figure';
import { LatencyRecorder } from './latency';
import { median } from './random';
import type { MeasuredRun, TaskRequest } from './tasks/task';

/** One round of one side: the sum of its processes, which started together. */
export interface Round {
  readonly perSecond: number;
  readonly runs: readonly MeasuredRun[];
}

/** Runs one measurement, in as many processes as there are requests, and adds up their work. */
export async function measureOnce(requests: readonly TaskRequest[]): Promise<Round> {
  const workers = requests.map((request) => new Worker(request));
  try {
    await Promise.all(workers.map((worker) => worker.ready()));
    const runs = await Promise.all(workers.map((worker) => worker.go()));
    return { perSecond: runs.reduce((sum, run) => sum + run.operations / run.seconds, 0), runs };
  } finally {
    await Promise.all(workers.map((worker) => worker.end()));
  }
}

/** All rounds of one side: the median rate, and every latency of every round in one histogram. */
export function sideOf(name: string, rounds: readonly Round[]): Side {
  const latencies = new LatencyRecorder();
  const runs = rounds.flatMap((round) => round.runs);
  for (const run of runs) if (run.operations > 0) latencies.merge(run.latency);
  return {
    name,
    perSecond: median(rounds.map((round) => round.perSecond)),
    latency: latencies.summary(),
    loadCpu: median(rounds.map((round) => sum(round.runs, (run) => run.cpuSeconds / run.wallSeconds))),
  };
}

export function sum<T>(of: readonly T[], value: (one: T) => number): number {
  return of.reduce((total, one) => total + value(one), 0);
}

class Worker {
  private readonly child: ChildProcess;
  private readonly exited: Promise<void>;

  constructor(request: TaskRequest) {
    this.child = fork(join(__dirname, 'worker.ts'), { execArgv: process.execArgv });
    this.exited = new Promise((resolve) => {
      this.child.once('exit', () => resolve());
    });
    this.child.send(request);
  }

  async ready(): Promise<void> {
    await this.answer('ready');
  }

  go(): Promise<MeasuredRun> {
    const measured = this.answer('measured') as Promise<MeasuredRun>;
    this.child.send('go');
    return measured;
  }

  async end(): Promise<void> {
    if (this.child.connected) this.child.disconnect();
    const stopTimer = setTimeout(() => this.child.kill('SIGKILL'), 10_000);
    await this.exited;
    clearTimeout(stopTimer);
  }

  /** Waits for a message that has this property; fails when the process ends without one. */
  private answer(property: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.child.once('message', (message: Record<string, unknown>) => resolve(message[property]));
      this.child.once('exit', (code) => reject(new Error(`a measuring process ended with code ${code}`)));
    });
  }
}
