import { DomainError, refuse } from '#contracts/errors';
import type { PostingOutcome, PostingState } from '#contracts/inventory/posting-outcome';

/** The posting of one line, as its process knows it. */
export interface LinePosting {
  readonly posting: PostingState;
  /** Of a refused line: it was given up. */
  readonly isWithdrawn: boolean;
  readonly transactionId: string | null;
  readonly code: string | null;
}

export const PENDING: LinePosting = { posting: 'pending', isWithdrawn: false, transactionId: null, code: null };

/**
 * The outcomes that change something. A late attempt may report what another one has reported already; that a line is
 * on its item's stream is true whatever was reported before.
 */
export function newOutcomes(
  lines: readonly LinePosting[],
  outcomes: readonly PostingOutcome[],
): readonly PostingOutcome[] {
  return outcomes.filter(({ line, posting }) => {
    const known = lines[line - 1];
    if (!known) throw new TypeError(`there is no line ${line} to have an outcome`);
    return known.posting === 'pending' || (known.posting === 'failed' && posting === 'done');
  });
}

/** Lines after these outcomes. */
export function withOutcomes<Line extends LinePosting>(
  lines: readonly Line[],
  outcomes: readonly PostingOutcome[],
): readonly Line[] {
  const byLine = new Map(outcomes.map((outcome) => [outcome.line, outcome]));
  return lines.map((line, index) => {
    const outcome = byLine.get(index + 1);
    if (!outcome) return line;
    const { posting, transactionId, code } = outcome;
    return { ...line, posting, transactionId, code, isWithdrawn: false };
  });
}

/** Only a line that was refused, and not given up, can be posted again or withdrawn. */
export function refuseUnlessFailed(line: LinePosting | undefined): void {
  if (!line) refuse('NOT_FOUND');
  if (line.posting === 'failed' && !line.isWithdrawn) return;
  const state = line.isWithdrawn ? 'was withdrawn' : line.posting === 'done' ? 'is posted' : 'is being posted';
  throw new DomainError('CONFLICT', `This line ${state}`);
}
