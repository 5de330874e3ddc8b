import { ChangeLot } from '#contracts/inventory/change-lot';
import { GetLotTrace } from '#contracts/inventory/get-lot-trace';
import { ListLots } from '#contracts/inventory/list-lots';
import { lotsTopic } from '#contracts/inventory/live-topics';
import { QuarantineLot } from '#contracts/inventory/quarantine-lot';
import { RecallLot } from '#contracts/inventory/recall-lot';
import { ReleaseLot } from '#contracts/inventory/release-lot';
import { command, query, type Feature } from '#libs/runtime';
import { itemProjection } from '../item/item.projection';
import { locationProjection } from '../location/location.projection';
import { changeLot } from './change-lot';
import { listLots } from './list-lots.query';
import { lotFactsOf, lotWithId } from './lot-item.query';
import { getLotTrace } from './lot-trace.query';
import { lotProjection } from '../stock-ledger/lot.projection';
import { movementProjection } from '../stock-ledger/movement.projection';
import { organizations } from '../stock-ledger/organizations.entity';
import { quarantineLot } from './quarantine-lot';
import { recallLot } from './recall-lot';
import { releaseLot } from './release-lot';
import { stockLedger } from '../stock-ledger/stock-ledger';
import { stockLevelProjection } from '../stock-ledger/stock-level.projection';

/** A lot is a part of its item's stock: the item's stream decides about it. */
const onLot = {
  on: stockLedger,
  id: async ({ lotId }: { readonly lotId: string }, given: Parameters<typeof lotWithId>[1]) =>
    (await lotWithId(lotId, given)).itemId,
  facts: lotFactsOf,
  answer: ({ lotId: id }: { readonly lotId: string }, { revision }: { readonly revision: number }) => ({
    id,
    revision,
  }),
};

export const lotFeature: Feature = {
  wirings: [
    command(ChangeLot, { ...onLot, decide: changeLot }),
    command(QuarantineLot, { ...onLot, decide: quarantineLot }),
    command(ReleaseLot, { ...onLot, decide: releaseLot }),
    command(RecallLot, { ...onLot, decide: recallLot }),
    query(ListLots, listLots, {
      reads: [lotProjection, stockLevelProjection, itemProjection, organizations.projection],
    }),
    query(GetLotTrace, getLotTrace, {
      reads: [
        lotProjection,
        stockLevelProjection,
        movementProjection,
        itemProjection,
        locationProjection,
        organizations.projection,
      ],
    }),
  ],
  projections: [lotProjection],
  topics: [lotsTopic],
};
