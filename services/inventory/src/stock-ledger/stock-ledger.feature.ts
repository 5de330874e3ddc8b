import { ChangeCostMethod } from '#contracts/inventory/change-cost-method';
import { CorrectReceipt } from '#contracts/inventory/correct-receipt';
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
import { RecordOpeningBalance } from '#contracts/inventory/record-opening-balance';
import { ReturnStock } from '#contracts/inventory/return-stock';
import { ReverseMovement } from '#contracts/inventory/reverse-movement';
import { TakeBackStock } from '#contracts/inventory/take-back-stock';
import { TransferStock } from '#contracts/inventory/transfer-stock';
import { UseStock } from '#contracts/inventory/use-stock';
import { command, query, type Feature } from '#libs/runtime';
import { itemProjection } from '../item/item.projection';
import { locationProjection } from '../location/location.projection';
import { correctedReceiptFacts } from '../purchase-order/corrected-receipt-facts.provider';
import { purchaseOrderProjection } from '../purchase-order/purchase-order.projection';
import { adjustStock } from './adjust-stock';
import { changeCostMethod } from './change-cost-method';
import { correctReceipt } from './correct-receipt';
import { getItemStock } from './get-item-stock.query';
import { getValuation } from './get-valuation.query';
import { getValueRoll } from './get-value-roll.query';
import { getMovement, listItemMovements, listMovements } from './list-movements.query';
import { lotProjection } from './lot.projection';
import { itemOfMovement } from './movement-item.query';
import { movementProjection } from './movement.projection';
import { organizations } from './organizations.entity';
import { returnedStockFacts } from './order-line-facts.provider';
import { pastFacts } from './past-facts';
import { receiveStock } from './receive-stock';
import { openingFacts, recordOpeningBalance } from './record-opening-balance';
import { reservationProjection } from './reservation.projection';
import { returnStock } from './return-stock';
import { reverseMovement } from './reverse-movement';
import { adjustedStockFacts, incomingStockFacts, outgoingStockFacts, stockFacts, usedStockFacts } from './stock-facts';
import { stockLedger } from './stock-ledger';
import { stockLevelProjection } from './stock-level.projection';
import { listStock } from './stock-levels.query';
import { firstValueRecorded } from './stock-value.provider';
import { takeBackStock } from './take-back-stock';
import { returnRecorded, takenBackRecorded, transactionRecorded, usageRecorded } from './transaction';
import { transferStock } from './transfer-stock';
import { useStock } from './use-stock';

/** Every stock command is a decision on the item's ledger, answered with the transaction it recorded. */
const ledger = {
  on: stockLedger,
  id: ({ itemId }: { readonly itemId: string }) => itemId,
  answer: transactionRecorded,
  before: firstValueRecorded,
};

/** A level as it is, or as it was, with the names of item and location. */
const levels = {
  reads: [
    stockLevelProjection,
    lotProjection,
    reservationProjection,
    movementProjection,
    itemProjection,
    locationProjection,
    organizations.projection,
  ],
};

export const stockLedgerFeature: Feature = {
  wirings: [
    command(ReceiveStock, { ...ledger, decide: receiveStock, facts: incomingStockFacts(({ lot }) => lot) }),
    command(RecordOpeningBalance, { ...ledger, decide: recordOpeningBalance, facts: openingFacts }),
    command(UseStock, { ...ledger, decide: useStock, facts: usedStockFacts, answer: usageRecorded }),
    command(AdjustStock, { ...ledger, decide: adjustStock, facts: adjustedStockFacts }),
    command(TransferStock, {
      ...ledger,
      decide: transferStock,
      facts: outgoingStockFacts('fromLocationId', 'toLocationId'),
    }),
    command(ReturnStock, { ...ledger, decide: returnStock, facts: returnedStockFacts, answer: returnRecorded }),
    command(ChangeCostMethod, {
      on: stockLedger,
      id: ({ itemId }) => itemId,
      decide: changeCostMethod,
      facts: stockFacts<never>(),
    }),
    command(ReverseMovement, {
      ...ledger,
      id: ({ movementId }, given) => itemOfMovement(movementId, given),
      decide: reverseMovement,
      facts: pastFacts('movementId'),
    }),
    command(CorrectReceipt, {
      ...ledger,
      id: ({ receivedMovementId }, given) => itemOfMovement(receivedMovementId, given),
      decide: correctReceipt,
      facts: correctedReceiptFacts,
    }),
    command(TakeBackStock, {
      ...ledger,
      id: ({ usedMovementId }, given) => itemOfMovement(usedMovementId, given),
      decide: takeBackStock,
      facts: pastFacts('usedMovementId'),
      answer: takenBackRecorded,
    }),
    query(ListStock, listStock, levels),
    query(GetItemStock, getItemStock, { reads: [...levels.reads, purchaseOrderProjection] }),
    query(ListMovements, listMovements, { reads: [movementProjection, locationProjection] }),
    query(ListItemMovements, listItemMovements, { reads: [movementProjection, itemProjection, locationProjection] }),
    query(GetMovement, getMovement, { reads: [movementProjection] }),
    query(GetValuation, getValuation, { reads: [movementProjection, itemProjection] }),
    query(GetValueRoll, getValueRoll, { reads: [movementProjection, itemProjection, locationProjection] }),
  ],
  projections: [stockLevelProjection, movementProjection],
  directories: [organizations],
  topics: [stockTopic],
};
