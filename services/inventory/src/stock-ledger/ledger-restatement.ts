import { quantityText, quantityUnits } from '#contracts/values/amounts';
import type { FoundRows, RestatedRow } from '#libs/projections';
import { moneyText, moneyUnits } from '../value/movement-value';
import { noStock, stateIn, stateJson, type ValueState } from '../value/value-state';
import { CostMethodChangeRow } from './cost-method-change.entity';
import { ItemValueRow } from './item-value.entity';
import { BLOCK, LedgerBlockRow, OPEN } from './ledger-block.entity';
import { CHECKPOINT_EVERY, LedgerCheckpointRow } from './ledger-checkpoint.entity';
import { foldLedger, SETTLE, type LedgerEntry } from './ledger-fold';
import { AFTER_ALL, beforeMoment, momentOf, settlePlaceOf } from './ledger-place';
import { MovementRow } from './movement.entity';
import { settleRow, type SettledMovement } from './movement-rows';
import { PlaceBalanceRow } from './place-balance.entity';
import { settleIdOf } from './settle-id';

type Head = ItemValueRow;

/** The columns of the movements that are folded again. */
export const FOLDED = [
  'place',
  'id',
  'locationId',
  'lotNumber',
  'recordedAt',
  'entry',
  'reverses',
  'valueWhenRecorded',
  'settledWhenRecorded',
] as const;
type Movement = Pick<MovementRow, (typeof FOLDED)[number]>;
type Entry = LedgerEntry<Movement>;

/** The rows that the reads find, in the order of the reads. */
type Found = readonly [
  checkpoints: readonly LedgerCheckpointRow[],
  movements: readonly Movement[],
  methods: readonly CostMethodChangeRow[],
  balances: readonly PlaceBalanceRow[],
  settled: readonly SettledMovement[],
];

const foundIn = (found: FoundRows) => found as unknown as Found;

export function isDue(head: Head): boolean {
  return head.dirtyFrom !== null || head.watchedFrom !== null || isCheckpointDue(head);
}

/** The movements from a checkpoint on are needed to fold the next one. */
function isCheckpointDue({ count, checkpointed }: Head): boolean {
  return count > checkpointed + CHECKPOINT_EVERY;
}

/**
 * Before the first place where the ledger is not as it was; after every place where it is. A usage of which a part comes
 * back is folded again with that in mind.
 */
export function changedFrom({ dirtyFrom, watchedFrom }: Head): string {
  const changes = [dirtyFrom, watchedFrom].flatMap((at) => (at === null ? [] : [beforeMoment(Date.parse(at))]));
  return changes.sort()[0] ?? AFTER_ALL;
}

/** The place of the first movement after the checkpoint. */
export function fromCheckpoint(_head: Head, found: FoundRows): string {
  const [[checkpoint]] = foundIn(found);
  return checkpoint?.firstPlace ?? '';
}

/** The ledger from the checkpoint on. */
interface Folded {
  /** The number of movements before it. */
  readonly start: number;
  /** Of the item, before and after. */
  readonly valueBefore: bigint;
  readonly valueAfter: bigint;
  readonly entries: readonly Entry[];
  readonly checkpoints: readonly LedgerCheckpointRow[];
  /** The numbers of those that there are not to be. */
  readonly omitted: readonly number[];
}

/** By what was found, since the last read depends on the fold too. */
const folded = new WeakMap<Found[1], Folded>();

function foldOf(head: Head, found: Found): Folded {
  const known = folded.get(found[1]);
  if (known) return known;
  const made = foldFrom(head, found);
  folded.set(found[1], made);
  return made;
}

function foldFrom({ tenantId, itemId, firstMethod }: Head, found: Found): Folded {
  const [[checkpoint], movements, methods] = found;
  const state = checkpoint ? stateIn(checkpoint.state) : noStock(firstMethod);
  const start = checkpoint ? checkpoint.n * CHECKPOINT_EVERY : 0;
  const valueBefore = state.value;
  const checkpoints: LedgerCheckpointRow[] = [];
  const omitted: number[] = [];
  const entries = foldLedger({
    state,
    movements,
    methods,
    beforeEach: (index, { place: firstPlace }, before) => {
      const n = (start + index) / CHECKPOINT_EVERY;
      if (index === 0 || !Number.isInteger(n)) return;
      if (isKept(n, before)) checkpoints.push({ tenantId, itemId, n, firstPlace, state: stateJson(before) });
      else omitted.push(n);
    },
  });
  return { start, valueBefore, valueAfter: state.value, entries, checkpoints, omitted };
}

/**
 * Under FIFO a checkpoint is as long as the item has open layers. One of many layers is kept only at the multiples of a
 * power of two that is as large, so that all checkpoints together are at most as long as the history.
 */
function isKept(n: number, { layers, oldest }: ValueState): boolean {
  const powerOfTwo = n & -n;
  return layers.length - oldest <= CHECKPOINT_EVERY * powerOfTwo;
}

/** The movements that have come to settle something: their settle rows need more of their columns. */
export function settledAnew(head: Head, rows: FoundRows): readonly string[] | undefined {
  if (head.dirtyFrom === null) return undefined;
  const found = foundIn(rows);
  const listed = listedSettlements(found[1]);
  const { entries } = foldOf(head, found);
  const anew = entries.filter(({ movement, settled }) => settled !== 0n && !listed.has(settleIdOf(movement.id)));
  return anew.length > 0 ? anew.map(({ movement }) => movement.place) : undefined;
}

/** Folds an item's ledger again from the checkpoint before the first change of its past. */
export function restated(head: Head, rows: FoundRows): RestatedRow<never>[] {
  const found = foundIn(rows);
  const [, movements, , balances, settled] = found;
  const { dirtyFrom } = head;
  const made = foldOf(head, found);
  const { start, entries, checkpoints, omitted } = made;
  const { tenantId, itemId } = head;
  const value = moneyText(made.valueAfter);
  const last = Math.max(0, start + entries.length - 1);
  const checkpointed = last - (last % CHECKPOINT_EVERY);
  const changes: RestatedRow[] = [
    { table: ItemValueRow, row: clean({ ...head, value, checkpointed }) },
    ...checkpoints.map((row) => ({ table: LedgerCheckpointRow, row })),
    ...omitted.map((n) => ({ table: LedgerCheckpointRow, row: { tenantId, itemId, n }, gone: true as const })),
  ];
  if (dirtyFrom !== null) {
    changes.push(
      ...changedBlocks(head, made, balances, dirtyFrom).map((row) => ({ table: LedgerBlockRow, row })),
      ...settled.map((movement) => ({ table: MovementRow, row: settleRow(movement) })),
      ...voidSettleRows(head, entries, listedSettlements(movements)),
    );
  }
  return changes as RestatedRow<never>[];
}

function clean(head: Head): Head {
  return { ...head, dirtyFrom: null, watchedFrom: null };
}

/**
 * The blocks of the entries from the one before the first change on, which may have been the open one, whose row a later
 * one takes over. The last one is open, and among them in any case.
 */
function changedBlocks(head: Head, folding: Folded, balances: readonly PlaceBalanceRow[], dirtyFrom: string) {
  const { start, entries } = folding;
  const changed = entries.findIndex(({ movement }) => movement.place >= beforeMoment(Date.parse(dirtyFrom)));
  const firstChanged = changed === -1 ? entries.length : changed;
  const from = Math.max(0, Math.floor(firstChanged / BLOCK) - 1) * BLOCK;
  const places = new PlaceTotals(balances);
  let item = quantityUnits(head.onHand);
  for (let at = from; at < entries.length; at++) {
    const entry = entries[at] as Entry;
    places.takeOut(entry);
    item -= entry.counted;
  }
  let valueBefore = from === 0 ? folding.valueBefore : (entries[from - 1] as Entry).valueAfter;
  const blocks: LedgerBlockRow[] = [];
  for (let at = from; at < entries.length; at += BLOCK) {
    const inBlock = entries.slice(at, at + BLOCK);
    const n = at + BLOCK < entries.length ? (start + at) / BLOCK : OPEN;
    const { tenantId, itemId } = head;
    const before = { valueBefore: moneyText(valueBefore), itemBefore: quantityText(item) };
    const first = (inBlock[0] as Entry).movement;
    const begins = { firstPlace: first.place, firstRecordedAt: first.recordedAt, ...before };
    blocks.push({ tenantId, itemId, n, ...begins, ...listsOf(inBlock, item, places) });
    for (const { counted } of inBlock) item += counted;
    valueBefore = (inBlock.at(-1) as Entry).valueAfter;
  }
  return blocks;
}

type Lists = Omit<LedgerBlockRow, 'tenantId' | 'itemId' | 'n' | `first${string}` | `${string}Before`>;

/** The lists of a block whose item has `itemBefore` on hand; adds its movements to `places`. */
function listsOf(inBlock: readonly Entry[], itemBefore: bigint, places: PlaceTotals): Lists {
  // One loop without a list of elements for each: a restatement makes ten thousand elements of every one.
  let [ids, effectiveAts, recordedAts, values, valueAfter, itemAfter, placeAfter] = ['', '', '', '', '', '', ''];
  let [item, gap, isSettled] = [itemBefore, '', false];
  for (const entry of inBlock) {
    const { movement, value, settled, counted } = entry;
    item += counted;
    isSettled ||= settled !== 0n;
    ids = `${ids}${gap}${movement.id}`;
    effectiveAts = `${effectiveAts}${gap}${momentOf(movement.place)}`;
    recordedAts = `${recordedAts}${gap}${Date.parse(movement.recordedAt)}`;
    values = `${values}${gap}${value}`;
    valueAfter = `${valueAfter}${gap}${entry.valueAfter}`;
    itemAfter = `${itemAfter}${gap}${item}`;
    placeAfter = `${placeAfter}${gap}${places.add(entry)}`;
    gap = ' ';
  }
  const settled = isSettled ? inBlock.map((entry) => entry.settled).join(' ') : '';
  return { ids, effectiveAts, recordedAts, values, settled, valueAfter, itemAfter, placeAfter };
}

/** The balances of an item by location and lot, in thousandths. */
class PlaceTotals {
  private readonly byLocation = new Map<string, Map<string, { total: bigint }>>();

  constructor(balances: readonly PlaceBalanceRow[]) {
    for (const { locationId, lotNumber, onHand } of balances) {
      const byLot = this.byLocation.get(locationId) ?? new Map<string, { total: bigint }>();
      this.byLocation.set(locationId, byLot.set(lotNumber, { total: quantityUnits(onHand) }));
    }
  }

  /** The balance after the entry. */
  add({ movement, counted }: Entry): bigint {
    return (this.of(movement).total += counted);
  }

  takeOut({ movement, counted }: Entry): void {
    this.of(movement).total -= counted;
  }

  private of({ locationId, lotNumber }: Movement): { total: bigint } {
    const place = this.byLocation.get(locationId)?.get(lotNumber ?? '');
    if (!place) throw new TypeError('a movement in a place without a balance');
    return place;
  }
}

function listedSettlements(movements: readonly Movement[]): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { entry, id } of movements) if (entry === SETTLE) ids.add(id);
  return ids;
}

/** Settle rows that are void and were never recorded. */
function voidSettleRows(
  { tenantId, itemId }: Head,
  entries: readonly Entry[],
  listed: ReadonlySet<string>,
): RestatedRow[] {
  if (listed.size === 0) return [];
  const isVoid = ({ movement, settled }: Entry) =>
    settled === 0n && listed.has(settleIdOf(movement.id)) && moneyUnits(movement.settledWhenRecorded) === 0n;
  return entries.filter(isVoid).map(({ movement }) => {
    return { table: MovementRow, row: { tenantId, itemId, place: settlePlaceOf(movement.place) }, gone: true };
  });
}
