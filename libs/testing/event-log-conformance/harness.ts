import type { LogAddress } from './log-address';

/** What the suite needs of a store. Whatever a harness cannot do is reported as not run, in words. */
export interface EventLogHarness {
  readonly address: LogAddress;
  /**
   * The way to end the server as a power cut would, and to start it again at the same address. Absent when the server
   * is not ours: then only its being away is tried, by a gate that refuses.
   */
  readonly server?: {
    kill(): Promise<void>;
    /** Resolves when the server takes connections again, at the latest. */
    start(): Promise<void>;
  };
  /**
   * Whether the server answers a connection that is made to ask. Absent where nobody else could end it: what a test says
   * of times is then measured as it is.
   */
  answers?(): Promise<boolean>;
  /** Appends an event whose metadata is not ours to a stream that may be new, past the port. */
  appendForeign(stream: string): Promise<void>;
  close(): Promise<void>;
}
