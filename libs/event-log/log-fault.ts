/** Something went wrong that the store gets over by itself: for the log lines and counters of who runs it. */
export interface LogFault {
  /** What was being done: `append`, `read`, `subscribe`, `listen`, `notify`. */
  readonly operation: string;
  /** 1 for the first failure in a row. */
  readonly attempt: number;
  readonly error: Error;
}
