import type { Recorded } from '#contracts/declare/recorded';
import type { CostMethodChanged, StockTakenBack, StockTransaction } from '#contracts/inventory/stock-events';
import { quantityText, quantityUnits } from '#contracts/values/amounts';
import { moneyText, moneyUnits } from '../value/movement-value';
import type { ItemValueRow } from './item-value.entity';
import { BLOCK, OPEN, withSettled, type LedgerBlockRow } from './ledger-block.entity';
import type { MovementRow } from './movement.entity';
import type { PlaceBalanceRow } from './place-balance.entity';

type Head = ItemValueRow;

/** `usedAt`: of a take-back. */
export type TransactionRecorded = Recorded<{
  type: string;
  data: StockTransaction & Partial<Pick<StockTakenBack, 'usedAt'>>;
}>;

/**
 * The head before a transaction's movements are added to it. Movements in order are added; any other marks the head for
 * the restatement.
 */
export function openedHead(head: Head | undefined, { tenantId, data, recordedAt }: TransactionRecorded): Head {
  const { itemId, effectiveAt, movements, seen, usedAt } = data;
  const opened = head ?? newHead({ tenantId, itemId, effectiveAt, firstMethod: seen.firstMethod });
  const isOrdered = movements.every(({ reverses, place }) => reverses === null && place === null);
  const marked = usedAt === undefined ? opened : { ...opened, watchedFrom: earlier(opened.watchedFrom, usedAt) };
  return passedTo(marked, { effectiveAt, recordedAt, isOrdered });
}

/** The head after a change of the cost method, which is ordered like a movement. */
export function changedMethod(
  head: Head | undefined,
  { tenantId, data, recordedAt }: Recorded<{ type: string; data: CostMethodChanged }>,
): Head {
  const { itemId, effectiveAt, seen } = data;
  const opened = head ?? newHead({ tenantId, itemId, effectiveAt, firstMethod: seen.firstMethod });
  return passedTo(opened, { effectiveAt, recordedAt, isOrdered: true });
}

function newHead({
  effectiveAt: lastAt,
  ...about
}: Pick<Head, 'tenantId' | 'itemId' | 'firstMethod'> & { readonly effectiveAt: string }): Head {
  const empty = { onHand: '0.000', value: '0.0000', count: 0, checkpointed: 0 };
  return { ...about, ...empty, lastAt, restatedAt: null, dirtyFrom: null, watchedFrom: null };
}

function passedTo(
  head: Head,
  event: { readonly effectiveAt: string; readonly recordedAt: string; readonly isOrdered: boolean },
): Head {
  const { effectiveAt, recordedAt, isOrdered } = event;
  if (isOrdered && effectiveAt >= head.lastAt) return { ...head, lastAt: effectiveAt };
  const lastAt = effectiveAt > head.lastAt ? effectiveAt : head.lastAt;
  return { ...head, lastAt, dirtyFrom: earlier(head.dirtyFrom, effectiveAt), restatedAt: recordedAt };
}

function earlier(one: string | null, other: string): string {
  return one !== null && one < other ? one : other;
}

/** The head with one movement more. Of a marked one the value is not known. */
export function movedHead(head: Head, row: MovementRow): Head {
  const onHand = quantityText(quantityUnits(head.onHand) + quantityUnits(row.stockQuantity));
  const count = head.count + 1;
  if (head.dirtyFrom !== null) return { ...head, onHand, count };
  return { ...head, onHand, count, value: moneyText(moneyUnits(head.value) + valueAdded(row)) };
}

/** A transfer leaves the item's value as it is. */
function valueAdded({ kind, valueWhenRecorded, settledWhenRecorded }: MovementRow): bigint {
  return kind === 'transfer' ? 0n : moneyUnits(valueWhenRecorded) + moneyUnits(settledWhenRecorded);
}

export function movedBalance(balance: PlaceBalanceRow, { stockQuantity }: MovementRow): PlaceBalanceRow {
  return { ...balance, onHand: quantityText(quantityUnits(balance.onHand) + quantityUnits(stockQuantity)) };
}

/** The last block under its own number, if the next movement begins another one. `head`: before that movement. */
export function closedBlock(head: Head | undefined, open: LedgerBlockRow | undefined): LedgerBlockRow | undefined {
  if (!head || !open || head.dirtyFrom !== null || head.count % BLOCK !== 0) return undefined;
  return { ...open, n: head.count / BLOCK - 1 };
}

/** The last block with one movement more. `head`, `balance`: after it. */
export function appendedBlock(
  open: LedgerBlockRow | undefined,
  head: Head | undefined,
  balance: PlaceBalanceRow | undefined,
  row: MovementRow,
): LedgerBlockRow | undefined {
  if (!head || !balance || head.dirtyFrom !== null) return open;
  const count = (head.count - 1) % BLOCK;
  const block = open && count > 0 ? open : newBlock(head, row);
  const followed = (list: string, last: string | number | bigint) => (list === '' ? String(last) : `${list} ${last}`);
  return {
    ...block,
    ids: followed(block.ids, row.id),
    effectiveAts: followed(block.effectiveAts, Date.parse(row.effectiveAt)),
    recordedAts: followed(block.recordedAts, Date.parse(row.recordedAt)),
    values: followed(block.values, moneyUnits(row.valueWhenRecorded)),
    settled: withSettled(block.settled, count, moneyUnits(row.settledWhenRecorded)),
    valueAfter: followed(block.valueAfter, moneyUnits(head.value)),
    itemAfter: followed(block.itemAfter, quantityUnits(head.onHand)),
    placeAfter: followed(block.placeAfter, quantityUnits(balance.onHand)),
  };
}

function newBlock({ tenantId, itemId, value, onHand }: Head, row: MovementRow): LedgerBlockRow {
  return {
    tenantId,
    itemId,
    n: OPEN,
    firstPlace: row.place,
    firstRecordedAt: row.recordedAt,
    valueBefore: moneyText(moneyUnits(value) - valueAdded(row)),
    itemBefore: quantityText(quantityUnits(onHand) - quantityUnits(row.stockQuantity)),
    ids: '',
    effectiveAts: '',
    recordedAts: '',
    values: '',
    settled: '',
    valueAfter: '',
    itemAfter: '',
    placeAfter: '',
  };
}
