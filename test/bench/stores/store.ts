import type { BenchEvent } from '../tasks/bench-event';

/** The interface of the append figures to a store, ours or a peer. */
export interface BenchStore {
  /**
   * Appends one event to a stream that is at `revision` (-1: none yet), durably; returns the stream's new revision, or
   * undefined when the stream is at another one.
   */
  append(stream: string, revision: number, event: BenchEvent): Promise<number | undefined>;
  /** Reads the stream's first 50 events; returns their number. */
  readFirst(stream: string): Promise<number>;
  close(): Promise<void>;
}
