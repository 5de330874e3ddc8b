import { quantityText, quantityUnits } from '#contracts/values/amounts';
import { placeOfKey } from '../stock-ledger/balances';
import type { BalanceKey } from '../stock-ledger/timeline';
import type { AroundItem } from './around-item';
import type { Condition } from './found-exceptions';
import type { ItemWatch, WatchedCount } from './item-watch';
import { uncoveredReservations } from './uncovered-reservations';

export function conditionsOf(watch: ItemWatch, around: AroundItem): Condition[] {
  return [
    ...negativeBalances(watch, around),
    ...recalledLots(watch, around),
    ...movedCounts(watch, around),
    ...uncoveredReservations(watch, around),
  ];
}

const placed = (key: string, { itemId, movementAt }: AroundItem) => ({
  itemId,
  ...placeOfKey(key as BalanceKey),
  movementId: movementAt(key),
});

function negativeBalances({ balances }: ItemWatch, around: AroundItem): Condition[] {
  return Object.entries(balances).flatMap(([key, balance]) => {
    const units = quantityUnits(balance);
    if (units >= 0n) return [];
    return [{ kind: 'negative_balance', subject: key, ...placed(key, around), quantity: quantityText(-units) }];
  });
}

function recalledLots({ balances, lots }: ItemWatch, around: AroundItem): Condition[] {
  if (Object.values(lots).every(({ state }) => state !== 'recalled')) return [];
  return Object.entries(balances).flatMap(([key, quantity]) => {
    const { lotNumber } = placeOfKey(key as BalanceKey);
    const isRecalled = lotNumber !== null && lots[lotNumber]?.state === 'recalled' && quantityUnits(quantity) > 0n;
    return isRecalled ? [{ kind: 'recalled_on_hand', subject: key, ...placed(key, around), quantity }] : [];
  });
}

/** Of each location and lot the latest count alone: its book has what was recorded before it was judged. */
function movedCounts({ counts }: ItemWatch, around: AroundItem): Condition[] {
  return Object.entries(counts).flatMap(([key, known]) => {
    const latest = known.findLast(({ isPosted }) => isPosted);
    return latest && quantityUnits(latest.moved) !== 0n ? [movedCount(key, latest, around)] : [];
  });
}

function movedCount(key: string, { countId, line, moved }: WatchedCount, around: AroundItem): Condition {
  const subject = `${countId}|${key}`;
  const facts = { ...placed(key, around), countId, line, quantity: moved };
  return { kind: 'movement_before_count', subject, ...facts, isAcceptedAsItIs: true };
}
