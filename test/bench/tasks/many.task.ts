import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { PostgresEventLog, onStatement } from '../../../libs/event-log';
import { EventCodec, Reactors } from '../../../libs/event-sourcing';
import { LogReader, ProjectionEngine } from '../../../libs/projections';
import { ROLES, rolePool } from '../../../libs/read-models';
import { MemoryKeys } from '../../../libs/testing/memory-keys';
import { LatencyRecorder } from '../latency';
import { manyProjections, manyReactors } from '../many/many-consumers';
import type { ManyRequest, TaskRun, Task } from './task';

/**
 * A process that folds many projections and runs many reactors, as the runtime puts them together, for a while: how
 * many statements it sends in the time. Its processor time is measured as every task's.
 */
export async function prepareMany(request: ManyRequest): Promise<Task> {
  const { url, projections, reactors: reactorCount } = request;
  const log = new PostgresEventLog({ url, role: ROLES.log, onFault: tell });
  const reader = new LogReader(log, { onFault: tell });
  const codec = new EventCodec(new MemoryKeys());
  const engine = new ProjectionEngine({
    url,
    log,
    reader,
    decoder: codec,
    projections: manyProjections(projections),
    onFault: tell,
  });
  await engine.start();
  const pool = rolePool(url, { role: ROLES.projector, poolSize: 6, applicationName: 'bench reactors' }, tell);
  const send = () => Promise.reject(new Error('no reactor here sends anything'));
  const reactors = new Reactors({ feed: reader, log, codec, pool, send, onFault: (what, error) => tell(error, what) });
  reactors.start(manyReactors(reactorCount));
  while (!(await engine.caughtUp(1_000)) || reactors.status().some(({ state }) => state !== 'running')) await delay(50);
  // Until the last checkpoints are stored and nothing moves any more.
  await delay(request.warmupSeconds * 1_000);
  return {
    async run(): Promise<TaskRun> {
      const statements = new Map<string, number>();
      const stop = onStatement(({ statement }) => statements.set(statement, (statements.get(statement) ?? 0) + 1));
      await delay(request.seconds * 1_000);
      stop();
      const total = [...statements.values()].reduce((sum, count) => sum + count, 0);
      if (process.env['BENCH_STATEMENTS']) for (const each of statements) console.error(each);
      return { operations: total, seconds: request.seconds, latency: new LatencyRecorder().encode() };
    },
    async close() {
      // The load may take longer than the measurement, and needs the rows.
      if (process.connected) await once(process, 'disconnect');
      await reactors.stop();
      await engine.stop();
      await reader.close();
      await pool.end();
      await log.close();
    },
  };
}

function tell(error: unknown, of?: string): void {
  console.error(of, error);
}
