/** How long the log waits for its server. Milliseconds. */
export interface TimeLimits {
  /** To connect, and between two answers on a connection. */
  readonly silenceMs: number;
  /** How long an operation is repeated before it fails as `LogUnavailable`. */
  readonly giveUpAfterMs: number;
}
