import { AdjustStock } from '#contracts/inventory/adjust-stock';
import { GetItemStock } from '#contracts/inventory/get-item-stock';
import { GetMovement } from '#contracts/inventory/get-movement';
import { GetValuation } from '#contracts/inventory/get-valuation';
import { GetValueRoll } from '#contracts/inventory/get-value-roll';
import { ListItemMovements } from '#contracts/inventory/list-item-movements';
import { ListMovements } from '#contracts/inventory/list-movements';
import { ListStock } from '#contracts/inventory/list-stock';
import { stockTopic } from '#contracts/inventory/live-topics';
import { ReceiveStock } from '#contracts/inventory/receive-stock';
import { TransferStock } from '#contracts/inventory/transfer-stock';
import { UseStock } from '#contracts/inventory/use-stock';
import { command, query, type Feature } from '#libs/runtime';
import { itemProjection } from '../item/item.projection';
import { locationProjection } from '../location/location.projection';
import { adjustStock } from './adjust-stock';
import { getItemStock } from './get-item-stock.query';
import { getValuation } from './get-valuation.query';
import { getValueRoll } from './get-value-roll.query';
import { getMovement, listItemMovements, listMovements } from './list-movements.query';
import { movementProjection } from './movement.projection';
import { organizations } from './organizations.entity';
import { receiveStock } from './receive-stock';
import { adjustedStockFacts, incomingStockFacts, stockFacts, usedStockFacts } from './stock-facts';
import { stockLedger } from './stock-ledger';
import { stockLevelProjection } from './stock-level.projection';
import { listStock } from './stock-levels.query';
import { transactionRecorded, usageRecorded } from './transaction';
import { transferStock } from './transfer-stock';
import { useStock } from './use-stock';

/** Every stock command is a decision on the item's ledger, answered with the transaction it recorded. */
const ledger = {
  on: stockLedger,
  id: ({ itemId }: { readonly itemId: string }) => itemId,
  answer: transactionRecorded,
};

/** A level as it is, or as it was, with the names of item and location. */
const levels = {
  reads: [stockLevelProjection, movementProjection, itemProjection, locationProjection, organizations.projection],
};

export const stockLedgerFeature: Feature = {
  wirings: [
    command(ReceiveStock, { ...ledger, decide: receiveStock, facts: incomingStockFacts(({ lot }) => lot) }),
    command(UseStock, { ...ledger, decide: useStock, facts: usedStockFacts, answer: usageRecorded }),
    command(AdjustStock, { ...ledger, decide: adjustStock, facts: adjustedStockFacts }),
    command(TransferStock, { ...ledger, decide: transferStock, facts: stockFacts('fromLocationId', 'toLocationId') }),
    query(ListStock, listStock, levels),
    query(GetItemStock, getItemStock, levels),
    query(ListMovements, listMovements, { reads: [movementProjection] }),
    query(ListItemMovements, listItemMovements, { reads: [movementProjection, itemProjection] }),
    query(GetMovement, getMovement, { reads: [movementProjection] }),
    query(GetValuation, getValuation, { reads: [movementProjection, itemProjection] }),
    query(GetValueRoll, getValueRoll, { reads: [movementProjection, itemProjection, locationProjection] }),
  ],
  projections: [stockLevelProjection, movementProjection],
  directories: [organizations],
  topics: [stockTopic],
};
