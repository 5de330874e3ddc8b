import type { PostingOutcome } from '#contracts/inventory/posting-outcome';
import type { Condition, ExceptionFacts } from './found-exceptions';

/** The lines of a document, an order's receipt or a count that their items have refused. */
export interface ProcessWatch {
  readonly refused: readonly RefusedLine[];
}

type RefusedLine = Pick<PostingOutcome, 'line' | 'itemId' | 'locationId' | 'lotNumber' | 'code'>;

export const NOTHING_REFUSED: ProcessWatch = { refused: [] };

export function posted(watch: ProcessWatch, outcomes: readonly PostingOutcome[]): ProcessWatch {
  const { refused: left } = settled(
    watch,
    outcomes.map(({ line }) => line),
  );
  const refused = outcomes.flatMap(({ posting, line, itemId, locationId, lotNumber, code }) =>
    posting === 'failed' ? [{ line, itemId, locationId, lotNumber, code }] : [],
  );
  return left === watch.refused && refused.length === 0 ? watch : { refused: [...left, ...refused] };
}

/** These lines are posted again, given up, or settled in another way; all where none is named. */
export function settled(watch: ProcessWatch, lines?: readonly number[]): ProcessWatch {
  const isSettled = ({ line }: RefusedLine) => lines === undefined || lines.includes(line);
  return watch.refused.some(isSettled) ? { refused: watch.refused.filter((each) => !isSettled(each)) } : watch;
}

/** `of`: the process. */
export function failedPostings({ refused }: ProcessWatch, of: ExceptionFacts): Condition[] {
  return refused.map((line) => ({ kind: 'failed_posting', subject: String(line.line), ...of, ...line }));
}
