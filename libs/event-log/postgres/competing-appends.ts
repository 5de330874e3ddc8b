import type { AppendResult } from '../event-log';
import { type Position, positionOf } from '../position';
import type { Append } from './append-statements';

/** An append that waits for its outcome. */
export interface Waiting extends Append {
  readonly since: number;
  readonly settle: (result: AppendResult) => void;
  readonly fail: (error: unknown) => void;
  /** Its batch was refused by the log, so it is sent again alone. */
  readonly alone?: boolean;
  /** The stream is past the expected revision for good: this is a conflict, or was written before. */
  readonly outdated?: boolean;
}

/**
 * Appends that expect the same revision of one stream. Only one of them can be written, so only the first is sent. Its
 * outcome decides the others, including those that join while it is on its way.
 */
export interface CompetingAppends {
  readonly first: Waiting;
  readonly others: Waiting[];
}

type Appended = Extract<AppendResult, { readonly outcome: 'appended' }>;

/** The first was written, with its last event at `<epoch>-<place>`. Returns that position. */
export function settleWon({ first, others }: CompetingAppends, token: string): Position {
  const result = appended(first, token);
  first.settle(result);
  for (const other of others) other.settle(isSameAppend(first, other) ? result : conflict(result.revision));
  return result.position;
}

/**
 * The first was not written now. `actual`: the stream's last revision, -1 for none; `before`: the token of the first's
 * last event, if it had been written earlier. Returns the appends that have to be sent by themselves.
 */
export function settleLost({ first, others }: CompetingAppends, actual: number, before: string | undefined): Waiting[] {
  const result = before === undefined ? conflict(actual) : appended(first, before);
  first.settle(result);
  const again: Waiting[] = [];
  for (const other of others) {
    if (isSameAppend(first, other)) other.settle(result);
    else if (actual < other.expected) other.settle(conflict(actual));
    else again.push({ ...other, outdated: true });
  }
  return again;
}

export function conflict(actual: number): AppendResult {
  return { outcome: 'conflict', actual: actual === -1 ? 'none' : actual };
}

function appended({ expected, events }: Append, token: string): Appended {
  const [epoch, place = ''] = token.split('-');
  return { outcome: 'appended', revision: expected + events.length, position: positionOf(Number(epoch), place) };
}

function isSameAppend(a: Append, b: Append): boolean {
  return a.events.length === b.events.length && a.events.every(({ id }, index) => id === b.events[index]?.id);
}
