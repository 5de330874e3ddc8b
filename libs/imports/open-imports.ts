import type { Pool } from 'pg';
import type { ImportParts } from './import-parts';
import { ImportWorker, type ImportWorkerOptions } from './import-worker';
import { Imports } from './imports';
import { JobTable } from './job-table';

export interface OpenImportsOptions extends Omit<ImportWorkerOptions, 'jobs'> {
  /** Connects as the role `opsledger_projector`. */
  readonly pool: Pool;
}

export interface OpenImports {
  readonly imports: Imports;
  start(): void;
  stop(): Promise<void>;
  gauges(): Promise<Readonly<Record<string, number>>>;
}

/** The imports of one service in this process. */
export function openImports({ pool, parts, ...options }: OpenImportsOptions): OpenImports {
  const jobs = new JobTable(pool, parts.service);
  const worker = new ImportWorker({ ...options, parts, jobs });
  return {
    imports: new Imports(parts, jobs, () => worker.wake()),
    start: () => worker.start(),
    stop: () => worker.stop(),
    gauges: async () => ({ opsledger_imports_waiting: await jobs.waiting() }),
  };
}

export type { ImportParts };
