import type { Pool } from 'pg';
import type { SubjectKeys } from '#libs/privacy';
import { FolderBlobs } from './folder';
import { ObjectTable } from './object-table';
import { S3Blobs, type S3Options } from './s3';
import { Storage } from './storage';

export interface OpenStorageOptions {
  /** Connects as the role `opsledger_projector`, or as `opsledger_uploads` where files are only put and discarded. */
  readonly pool: Pool;
  readonly keys: Pick<SubjectKeys, 'current' | 'byId'>;
  /** The place of the bytes: one folder of one host, or a bucket for several. */
  readonly where: { readonly folder: string } | { readonly s3: S3Options };
  readonly onFault: (error: unknown) => void;
  /** Between sweeps, in milliseconds. Default: an hour. */
  readonly sweepEveryMs?: number;
  readonly pendingMs?: number;
}

export interface OpenStorage {
  readonly storage: Storage;
  start(): void;
  stop(): Promise<void>;
  gauges(): Promise<Readonly<Record<string, number>>>;
}

const HOUR_MS = 3_600_000;

/** Storage with its sweep of unclaimed objects. All replicas may sweep: each takes rows that no other has. */
export function openStorage(options: OpenStorageOptions): OpenStorage {
  const { pool, keys, where, onFault, sweepEveryMs = HOUR_MS, pendingMs } = options;
  const blobs = 's3' in where ? new S3Blobs(where.s3) : new FolderBlobs({ root: where.folder });
  const objects = new ObjectTable(pool);
  const storage = new Storage({ blobs, objects, keys, ...(pendingMs !== undefined && { pendingMs }) });
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<unknown> = Promise.resolve();
  return {
    storage,
    start() {
      const sweep = () => {
        underWay = storage.sweep().catch(onFault);
      };
      sweep();
      timer = setInterval(sweep, sweepEveryMs);
    },
    async stop() {
      clearInterval(timer);
      await underWay;
    },
    gauges: async () => ({ opsledger_storage_unclaimed: await objects.pendingCount() }),
  };
}
