import { foldedText } from '#contracts/values/text-folding';
import type { CountedLines, KpiQuestion } from '../figure/cell-source.query';
import type { KnownSetup } from '../line-sums/setup-history';
import { linesOf, type Within } from './within';

/** The lines that count in a question: by area, or of an area as a whole, those that stand for their area. */
export function linesCountedBy({ groupBy, filters }: Pick<KpiQuestion, 'groupBy' | 'filters'>): CountedLines {
  const isOfWholeArea = filters.area !== undefined && filters.line === undefined && !groupBy.includes('line');
  return groupBy.includes('area') || isOfWholeArea ? 'standing' : 'all';
}

/**
 * Of an area with a constraint that line, of any other all. The setup decides, and not what was recorded: a constraint that
 * made nothing stands for its area as well. A line that is filtered by its id counts in any case.
 */
export function standingLines(within: Within, setup: KnownSetup): Within {
  if (within.countedLines === 'all') return within;
  const lines = linesOf(within, setup);
  const constrained = new Set(lines.flatMap(({ constraint, area }) => (constraint && area ? foldedText(area) : [])));
  const standing = lines.filter(({ constraint, area }) => constraint || !area || !constrained.has(foldedText(area)));
  return { ...within, lineIds: standing.map(({ lineId }) => lineId) };
}
