import type { StoreAddress } from './store-address';

/** The suite's interface to a store. Anything that a harness cannot do is reported as not run, in words. */
export interface EventLogHarness {
  readonly address: StoreAddress;
  /**
   * Kills the server as a power cut would, and starts it again at the same address. Absent when the server is not ours:
   * then a gate that refuses connections plays the outage.
   */
  readonly server?: {
    kill(): Promise<void>;
    /** Resolves at the latest when the server accepts connections again. */
    start(): Promise<void>;
  };
  /**
   * Whether the server answers a new connection. Absent when nobody else could stop it: times are then measured as they
   * are.
   */
  answers?(): Promise<boolean>;
  /** Appends an event whose metadata is not ours to a stream that may be new, past the port. */
  appendForeign(stream: string): Promise<void>;
  close(): Promise<void>;
}
