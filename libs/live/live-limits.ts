/** How much is kept, and how long is waited, for live streams. */
export interface LiveLimits {
  /** The size of the journal: a stream that is further behind is closed. */
  readonly journalBytes: number;
  /** How many events of the log are read for a client that resumes before the journal begins; beyond that it is reset. */
  readonly resumeEvents: number;
  /** The largest chunk that is written to a connection at once, give or take a message. */
  readonly chunkBytes: number;
  readonly heartbeatMs: number;
  /** A connection that takes nothing for so long is closed. */
  readonly stalledMs: number;
  /** Between looks at checkpoints while a change waits for one; later, while a projection stands still. */
  readonly pollMs: number;
  readonly slowPollMs: number;
  /** Between looks whether access stands; nothing is sent on an answer older than `trustMs`. */
  readonly accessMs: number;
  readonly trustMs: number;
  /** How long the log is followed after the last stream has ended. */
  readonly lingerMs: number;
  /** The pause that clients make before they connect again. */
  readonly retryMs: number;
}

export const LIVE_LIMITS: LiveLimits = {
  journalBytes: 16 * 1024 * 1024,
  resumeEvents: 50_000,
  chunkBytes: 64 * 1024,
  heartbeatMs: 15_000,
  stalledMs: 40_000,
  pollMs: 20,
  slowPollMs: 250,
  accessMs: 400,
  trustMs: 1_000,
  lingerMs: 60_000,
  retryMs: 2_000,
};
