import type { Distribution } from '../random';
import type { Contention } from './stream-revisions';

/** The duration of a closed loop of writers; only operations that end within the measured time count. */
export interface Timing {
  readonly warmupSeconds: number;
  readonly seconds: number;
}

export type StoreName = 'ours' | 'emmett' | 'bare';

export interface AppendRequest extends Timing {
  readonly task: 'append';
  readonly store: StoreName;
  readonly url: string;
  readonly writers: number;
  /** The number of streams, and the choice among them for each append. */
  readonly streams: { readonly count: number; readonly distribution: Distribution };
  readonly contention: Contention;
  /** The approximate size of an event, data and metadata together. */
  readonly eventBytes: number;
  /** The share of operations that read a stream's first 50 events instead of appending to it. */
  readonly reads: number;
  readonly seed: number;
}

export interface CopyRequest extends Timing {
  readonly task: 'copy';
  readonly url: string;
  /** Of one transaction. */
  readonly rows: number;
  readonly eventBytes: number;
  readonly seed: number;
}

export interface ReceiptsRequest extends Timing {
  readonly task: 'receipts';
  readonly port: number;
  /** With `{itemId}`. */
  readonly path: string;
  readonly token: string;
  readonly connections: number;
  readonly itemIds: readonly string[];
  readonly locationId: string;
  readonly idempotencyKeys: boolean;
  readonly seed: number;
}

export interface ReceiptsOnceRequest extends Timing {
  readonly task: 'receipts-once';
  readonly port: number;
  readonly token: string;
  /** In order; the same may come several times. */
  readonly itemIds: readonly string[];
  readonly locationId: string;
}

export interface EchoRequest extends Timing {
  readonly task: 'echo';
  readonly side: 'nats' | 'bus';
  readonly role: 'ask' | 'answer';
  /** Of a NATS server. */
  readonly url: string;
  /** Signs the caller's token. */
  readonly keyPem: string;
  /** Requests under way at once. */
  readonly writers: number;
}

export interface EmmettRebuildRequest extends Timing {
  readonly task: 'emmett-rebuild';
  readonly url: string;
  readonly events: number;
  /** The number of events that it reads at a time; its default is 100. */
  readonly batchSize: number;
}

/** Appends at a steady rate, whether or not the last one has ended, and watches for the rows that follow. */
export interface VisibleRequest extends Timing {
  readonly task: 'visible';
  /** Receipts of stock into the platform's read models, or events of `many-consumers.ts`. */
  readonly load: 'receipts' | 'many';
  readonly url: string;
  readonly tenantId: string;
  readonly perSecond: number;
}

/** Folds projections and runs reactors for a while; see `many-consumers.ts`. */
export interface ManyRequest extends Timing {
  readonly task: 'many';
  readonly url: string;
  readonly projections: number;
  readonly reactors: number;
}

export type TaskRequest =
  | AppendRequest
  | CopyRequest
  | EmmettRebuildRequest
  | VisibleRequest
  | ReceiptsRequest
  | ReceiptsOnceRequest
  | EchoRequest
  | ManyRequest;

/** The work of one process within the measured time. */
export interface TaskRun {
  readonly operations: number;
  readonly seconds: number;
  /** An encoded histogram of the operations' latencies. */
  readonly latency: string;
  readonly notes?: Readonly<Record<string, number>>;
}

export interface MeasuredRun extends TaskRun {
  readonly cpuSeconds: number;
  /** From `go` to the end, warm-up included: the period of `cpuSeconds`. */
  readonly wallSeconds: number;
}

export interface Task {
  run(): Promise<TaskRun>;
  close(): Promise<void>;
}
