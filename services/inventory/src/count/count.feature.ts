import { ApproveCount } from '#contracts/inventory/approve-count';
import { CancelCount } from '#contracts/inventory/cancel-count';
import { EnterCountLines } from '#contracts/inventory/enter-count-lines';
import { GetCount } from '#contracts/inventory/get-count';
import { ListCounts } from '#contracts/inventory/list-counts';
import { countsTopic } from '#contracts/inventory/live-topics';
import { OpenCount } from '#contracts/inventory/open-count';
import { RecountLines } from '#contracts/inventory/recount';
import { SubmitCount } from '#contracts/inventory/submit-count';
import { equals } from '#libs/read-models';
import { command, handler, list, query, type Feature } from '#libs/runtime';
import { stockLevelProjection } from '../stock-ledger/stock-level.projection';
import { assessLines } from './assess-lines.provider';
import { stockCount } from './count';
import {
  approveCount,
  cancelCount,
  enterCountLines,
  linesToApprove,
  linesToJudge,
  openCount,
  reopenCount,
  submitCount,
} from './count-decisions';
import { entryFacts, openedFacts } from './count-facts.provider';
import { StockCountRow } from './count.entity';
import { countProjection } from './count.projection';
import { getCount } from './get-count.query';
import { changeCount } from './judge-count.handler';
import { approved, submitted } from './judge-line';

const none = () => Promise.resolve({});

export const countFeature: Feature = {
  wirings: [
    command(OpenCount, {
      on: stockCount,
      id: (_, { newId }) => newId('count'),
      facts: openedFacts,
      decide: openCount,
    }),
    command(EnterCountLines, {
      on: stockCount,
      id: ({ countId }) => countId,
      facts: entryFacts,
      decide: enterCountLines,
    }),
    handler(
      SubmitCount,
      changeCount(submitCount, async (_, count, context, lookup) => ({
        assessed: await assessLines(count, count.status === 'open' ? linesToJudge(count) : [], {
          context,
          lookup,
          isPosted: (assessed, { timesBeyond }) => submitted(assessed, count, timesBeyond).outcome === 'posting',
        }),
      })),
    ),
    handler(
      ApproveCount,
      changeCount(approveCount, async ({ itemIds }, count, context, lookup) => ({
        assessed: await assessLines(count, linesToApprove(count, itemIds), {
          context,
          lookup,
          isPosted: (assessed, line) => approved(assessed, line) === 'posting',
        }),
      })),
    ),
    handler(RecountLines, changeCount(reopenCount, none)),
    handler(CancelCount, changeCount(cancelCount, none)),
    query(GetCount, getCount, { reads: [stockLevelProjection] }),
    list(ListCounts, {
      entity: StockCountRow,
      filters: { status: equals('status'), locationId: equals('locationId') },
      show: ({ countId, tenantId: _, revision: __, ...row }) => ({ id: countId, ...row }),
    }),
  ],
  projections: [countProjection],
  topics: [countsTopic],
};
