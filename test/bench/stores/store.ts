import type { BenchEvent } from '../tasks/bench-event';

/** What the append figures need of a store, ours or a peer. */
export interface BenchStore {
  /**
   * Appends one event to a stream that is at `revision` (-1: none yet), durably; answers the revision it then has, or
   * undefined when the stream is at another one.
   */
  append(stream: string, revision: number, event: BenchEvent): Promise<number | undefined>;
  /** Reads the stream's first 50 events; answers how many there were. */
  readFirst(stream: string): Promise<number>;
  close(): Promise<void>;
}
