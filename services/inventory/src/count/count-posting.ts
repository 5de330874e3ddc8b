import { event } from '#contracts/declare/event';
import { CountPosted } from '#contracts/inventory/count-events';
import type { Decide } from '#libs/event-sourcing';
import type { Posting, PostingOutcomes } from '../posting/posting';
import type { PostedFor } from '../stock-ledger/stock-facts';
import type { CountStock } from './count-stock';
import { stockCount, statusWith, type CountLine, type StockCount, type StockCountEvent } from './count';

/** A judged line, as its item is to take it. */
export function countPostingOf(
  { countId, name }: Pick<StockCount, 'countId' | 'name'>,
  { itemId, locationId, lotNumber, stockQuantity: counted, countedAt }: CountLine,
  judged: Pick<Posting, 'line' | 'postingId' | 'bypassesFreeze'> &
    Pick<CountStock, 'variance' | 'bookRevision'> &
    Pick<PostedFor, 'takenAt'>,
): Posting {
  const { line, postingId, variance, bookRevision, takenAt, bypassesFreeze } = judged;
  const found = { itemId, locationId, lotNumber, countId, counted, variance, countedAt, bookRevision, note: name };
  const source = { type: 'count', id: countId, lineId: null } as const;
  return {
    line,
    postingId,
    stock: { kind: 'count', command: found },
    posted: { source, reference: null, exchangeRate: null, allocatedCost: null, takenAt },
    bypassesFreeze,
  };
}

const recordOutcomes: Decide<PostingOutcomes, StockCount, StockCountEvent> = ({ partId, outcomes }, count) => {
  const news = outcomes.filter(({ line, posting }) => {
    const judged = count.lines[line - 1]?.judged;
    if (judged?.partId !== partId) return false;
    return judged.outcome === 'posting' || (judged.outcome === 'recount' && posting === 'done');
  });
  if (news.length === 0) return [];
  const status = statusWith(
    count,
    new Map(news.map(({ line, posting }) => [line, posting === 'done' ? 'posted' : 'recount'])),
  );
  return [event(CountPosted, { countId: count.countId, partId, status, outcomes: news })];
};

export const countPosting = {
  aggregate: stockCount,
  pending: (count: StockCount, partId: string): readonly Posting[] =>
    count.lines.flatMap((line, index) => {
      const { judged } = line;
      if (judged?.outcome !== 'posting' || judged.partId !== partId) return [];
      return [countPostingOf(count, line, { ...judged, line: index + 1 })];
    }),
  recordOutcomes,
};
