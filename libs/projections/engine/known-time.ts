import { START, type EventLog, type Position } from '#libs/event-log';
import type { VersionedName } from '../slots/slot-record';
import type { CheckpointWaits } from './checkpoint-waits';
import type { FoldingWaits } from './folding-waits';

/** A time of recording up to which rows show everything: what is read afterwards holds at least that. */
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

/** Of projections in whichever process; the start for one that serves nothing. */
export async function earliestReached(
  versions: readonly VersionedName[],
  here: Pick<FoldingWaits, 'reachedBy'>,
  away: Pick<CheckpointWaits, 'positionsOf'>,
): Promise<Position> {
  const known = versions.flatMap(({ name }) => here.reachedBy(name) ?? []);
  const stored = await away.positionsOf(versions.filter(({ name }) => here.reachedBy(name) === undefined));
  return [...known, ...stored].toSorted()[0] ?? START;
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
