import type { EventLog, Position } from '#libs/event-log';

/** A time of recording up to which rows show everything. */
export interface KnownTime {
  /** ISO 8601 UTC. */
  readonly at: string;
  /** They show all that was recorded when it was asked for. */
  readonly isWhole: boolean;
}

export interface KnownTimeOptions {
  readonly log: Pick<EventLog, 'recordedBy' | 'readAll'>;
  /** Whether the rows are there in time. */
  readonly waitFor: (position: Position) => Promise<boolean>;
  /** The position up to which all of the rows are folded. */
  readonly reached: () => Promise<Position>;
}

/** A log without news is known as of now; else the rows are known until right before the first event that they lack. */
export async function knownTime({ log, waitFor, reached }: KnownTimeOptions): Promise<KnownTime> {
  const { position, at } = await log.recordedBy();
  if (await waitFor(position)) return { at, isWhole: true };
  for await (const { recordedAt } of log.readAll({ after: await reached(), limit: 1 })) {
    const before = new Date(Date.parse(recordedAt) - 1).toISOString();
    if (before < at) return { at: before, isWhole: false };
  }
  return { at, isWhole: true };
}
