import type { AppendResult } from '../event-log';
import { type Position, positionOf } from '../position';
import type { Append } from './append-statements';

/** An append that waits for its outcome. */
export interface Waiting extends Append {
  readonly since: number;
  readonly settle: (result: AppendResult) => void;
  readonly fail: (error: unknown) => void;
  /** It was in a batch that the log refused, so it is sent again by itself. */
  readonly alone?: boolean;
  /** The stream is past what it expects, for good: it is a conflict, or has been written before. */
  readonly passed?: boolean;
}

/**
 * Appends that expect the same of one stream. Only one of them can be written, so only the first is sent; what comes of
 * it tells what comes of the others, also of those that join while it is on its way.
 */
export interface Contest {
  readonly first: Waiting;
  readonly others: Waiting[];
}

type Appended = Extract<AppendResult, { readonly outcome: 'appended' }>;

/** The first was written, with its last event at `<epoch>-<place>`; answers that position. */
export function settleWon({ first, others }: Contest, token: string): Position {
  const result = appended(first, token);
  first.settle(result);
  for (const other of others) other.settle(isSameAppend(first, other) ? result : conflict(result.revision));
  return result.position;
}

/**
 * The first was not written now. `actual`: the stream's last revision, -1 for none; `before`: the token of the first's
 * last event, where it had been written earlier. Answers the appends that have to be asked for by themselves.
 */
export function settleLost({ first, others }: Contest, actual: number, before: string | undefined): Waiting[] {
  const result = before === undefined ? conflict(actual) : appended(first, before);
  first.settle(result);
  const again: Waiting[] = [];
  for (const other of others) {
    if (isSameAppend(first, other)) other.settle(result);
    else if (actual < other.expected) other.settle(conflict(actual));
    else again.push({ ...other, passed: true });
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
