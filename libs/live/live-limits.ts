/** Sizes and waits of live streams. */
export interface LiveLimits {
  /** The size of the journal: a stream that is further behind is closed. */
  readonly journalBytes: number;
  /** The most events read from the log for a client that resumes before the journal begins; beyond that it is reset. */
  readonly resumeEvents: number;
  /** The most events read so for all clients, for as long as the log is followed. */
  readonly sessionResumeEvents: number;
  /** The largest chunk that is written to a connection at once, give or take a message. */
  readonly chunkBytes: number;
  readonly heartbeatMs: number;
  /** A connection that reads nothing for this long is closed. */
  readonly stalledMs: number;
  /** The interval of reading checkpoints while a change waits for one; longer while a projection makes no progress. */
  readonly pollMs: number;
  readonly slowPollMs: number;
  /** The interval of checking access; nothing is sent on an answer older than `trustMs`. */
  readonly accessMs: number;
  readonly trustMs: number;
  /** The time that the log is followed after the last stream has ended. */
  readonly lingerMs: number;
  /** The most things that changed that are read at once, of all organisations. */
  readonly thingsAtOnce: number;
  /** The most different things of an organisation that are read in a second; other changes come without theirs. */
  readonly thingsPerSecond: number;
  /** The pause of clients before they connect again. */
  readonly retryMs: number;
}

export const LIVE_LIMITS: LiveLimits = {
  journalBytes: 16 * 1024 * 1024,
  resumeEvents: 50_000,
  sessionResumeEvents: 200_000,
  chunkBytes: 64 * 1024,
  heartbeatMs: 15_000,
  stalledMs: 40_000,
  pollMs: 20,
  slowPollMs: 250,
  accessMs: 400,
  trustMs: 1_000,
  lingerMs: 60_000,
  thingsAtOnce: 8,
  thingsPerSecond: 20,
  retryMs: 2_000,
};
