/** A fault that the store recovers from by itself: for log lines and counters. */
export interface LogFault {
  /** The operation under way: `append`, `read`, `subscribe`, `listen`, `notify`. */
  readonly operation: string;
  /** 1 for the first failure in a row. */
  readonly attempt: number;
  readonly error: Error;
}
