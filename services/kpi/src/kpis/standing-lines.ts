import type { CountedLines, KpiQuestion } from '../figure/cell-source.query';

/** The lines that count in a question: by area, or of an area as a whole, those that stand for their area. */
export function linesCountedBy({ groupBy, filters }: Pick<KpiQuestion, 'groupBy' | 'filters'>): CountedLines {
  const isOfWholeArea = filters.area !== undefined && filters.line === undefined && !groupBy.includes('line');
  return groupBy.includes('area') || isOfWholeArea ? 'standing' : 'all';
}
