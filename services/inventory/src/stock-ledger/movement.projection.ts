import { on } from '#contracts/declare/on';
import type { Recorded } from '#contracts/declare/recorded';
import { CostMethodChanged, STOCK_TRANSACTIONS, type StockTransaction } from '#contracts/inventory/stock-events';
import { change, overwrite, projection, restatement, type RowChange } from '#libs/projections';
import { CostMethodChangeRow } from './cost-method-change.entity';
import { ItemValueRow } from './item-value.entity';
import { LedgerBlockRow, OPEN } from './ledger-block.entity';
import { LedgerCheckpointRow } from './ledger-checkpoint.entity';
import {
  appendedBlock,
  changedMethod,
  closedBlock,
  movedBalance,
  movedHead,
  openedHead,
  type TransactionRecorded,
} from './ledger-appending';
import { placeText } from './ledger-place';
import { changedFrom, FOLDED, fromCheckpoint, isDue, restated, settledAnew } from './ledger-restatement';
import { MovementRow } from './movement.entity';
import { recordedMovements, SETTLED_COLUMNS, settleRowOf } from './movement-rows';
import { PlaceBalanceRow } from './place-balance.entity';

/** Rows as recorded; and, while the item's ledger is in order, its totals and last block. */
function movements(event: TransactionRecorded): RowChange[] {
  const { tenantId, data } = event;
  const ofItem = { tenantId, itemId: data.itemId };
  const open = { ...ofItem, n: OPEN };
  const moved = recordedMovements(event).flatMap((row): RowChange[] => {
    const settle = settleRowOf(row);
    const atPlace = { ...ofItem, locationId: row.locationId, lotNumber: row.lotNumber ?? '' };
    return [
      ...[row, ...(settle ? [settle] : [])].map((each) =>
        change(MovementRow, { ...ofItem, place: each.place }, () => each),
      ),
      overwrite(LedgerBlockRow, closedBlock, {
        reads: [
          [ItemValueRow, ofItem],
          [LedgerBlockRow, open],
        ],
      }),
      change(ItemValueRow, ofItem, (head) => head && movedHead(head, row)),
      change(PlaceBalanceRow, atPlace, (balance) => movedBalance(balance ?? { ...atPlace, onHand: '0.000' }, row)),
      change(LedgerBlockRow, open, (block, head, balance) => appendedBlock(block, head, balance, row), {
        reads: [
          [ItemValueRow, ofItem],
          [PlaceBalanceRow, atPlace],
        ],
      }),
    ];
  });
  return [change(ItemValueRow, ofItem, (head) => openedHead(head, event)), ...moved];
}

function methodChanged(event: Recorded<{ type: string; data: CostMethodChanged }>): RowChange[] {
  const { tenantId, data, revision, recordedAt } = event;
  const { itemId, changeId: id, costMethod, effectiveAt } = data;
  const place = placeText({ at: Date.parse(effectiveAt), revision, ordinal: 0, recorded: revision });
  const row = { tenantId, itemId, place, id, costMethod, effectiveAt, recordedAt };
  return [
    change(CostMethodChangeRow, { tenantId, itemId, place }, () => row),
    change(ItemValueRow, { tenantId, itemId }, (head) => changedMethod(head, event)),
  ];
}

/** Folds an item's ledger again from the checkpoint before the first change of its past. */
const ledgerRestatement = restatement<ItemValueRow>({
  head: ItemValueRow,
  isDue,
  reads: [
    { table: LedgerCheckpointRow, by: 'firstPlace', before: changedFrom },
    { table: MovementRow, columns: FOLDED, by: 'place', from: fromCheckpoint },
    { table: CostMethodChangeRow, by: 'place', from: fromCheckpoint },
    { table: PlaceBalanceRow, all: ({ dirtyFrom }) => dirtyFrom !== null },
    { table: MovementRow, columns: SETTLED_COLUMNS, by: 'place', in: settledAnew },
  ],
  fold: restated,
});

/** An item's ledger: its movements as recorded, and their values and balances as known now. */
export const movementProjection = projection({
  name: 'movement',
  service: 'inventory',
  version: 6,
  tables: [MovementRow, ItemValueRow, LedgerBlockRow, LedgerCheckpointRow, PlaceBalanceRow, CostMethodChangeRow],
  keyColumn: 'itemId',
  key: (event) => (event.data as StockTransaction).itemId,
  on: [...STOCK_TRANSACTIONS.map((type) => on(type, movements)), on(CostMethodChanged, methodChanged)],
  restatement: ledgerRestatement,
});
