import { quantityText, quantityUnits } from '#contracts/values/amounts';
import type { FoundRows, RestatedRow } from '#libs/projections';
import { moneyText, moneyUnits } from '../value/movement-value';
import { noStock, stateIn, stateJson } from '../value/value-state';
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

const NOTHING = moneyText(0n);

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
  usages: readonly Pick<MovementRow, 'place'>[],
  checkpoints: readonly LedgerCheckpointRow[],
  movements: readonly Movement[],
  methods: readonly CostMethodChangeRow[],
  balances: readonly PlaceBalanceRow[],
  settled: readonly SettledMovement[],
];

const foundIn = (found: FoundRows) => found as unknown as Found;

export function isDue(head: Head): boolean {
  return head.dirtyFrom !== null || head.takenBack.length > 0 || isCheckpointDue(head);
}

/** The movements from a checkpoint on are needed to fold the next one. */
function isCheckpointDue({ count, checkpointed }: Head): boolean {
  return count > checkpointed + CHECKPOINT_EVERY;
}

/**
 * Before the first place where the ledger is not as it was; after every place where it is. A usage of which a part comes
 * back is folded again with that in mind.
 */
export function changedFrom({ dirtyFrom }: Head, found: FoundRows): string {
  const [usages] = foundIn(found);
  const changed = dirtyFrom === null ? [] : [beforeMoment(Date.parse(dirtyFrom))];
  const earliest = [...changed, ...usages.map(({ place }) => place + AFTER_ALL)].sort()[0];
  return earliest ?? AFTER_ALL;
}

/** The place of the first movement after the checkpoint. */
export function fromCheckpoint(_head: Head, found: FoundRows): string {
  const [, [checkpoint]] = foundIn(found);
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
}

/** By what was found, since the last read depends on the fold too. */
const folded = new WeakMap<Found[2], Folded>();

function foldOf(head: Head, found: Found): Folded {
  const known = folded.get(found[2]);
  if (known) return known;
  const made = foldFrom(head, found);
  folded.set(found[2], made);
  return made;
}

function foldFrom({ tenantId, itemId, firstMethod }: Head, found: Found): Folded {
  const [, [checkpoint], movements, methods] = found;
  const state = checkpoint ? stateIn(checkpoint.state) : noStock(firstMethod);
  const start = checkpoint ? checkpoint.n * CHECKPOINT_EVERY : 0;
  const valueBefore = state.value;
  const checkpoints: LedgerCheckpointRow[] = [];
  const entries = foldLedger({
    state,
    movements,
    methods,
    beforeEach: (index, { place: firstPlace }, before) => {
      const n = (start + index) / CHECKPOINT_EVERY;
      if (index === 0 || !Number.isInteger(n)) return;
      checkpoints.push({ tenantId, itemId, n, firstPlace, state: stateJson(before) });
    },
  });
  return { start, valueBefore, valueAfter: state.value, entries, checkpoints };
}

/** The movements that have come to settle something: their settle rows need more of their columns. */
export function settledAnew(head: Head, rows: FoundRows): readonly string[] | undefined {
  if (head.dirtyFrom === null) return undefined;
  const found = foundIn(rows);
  const listed = listedSettlements(found[2]);
  const { entries } = foldOf(head, found);
  const anew = entries.filter(({ movement, settled }) => settled !== 0n && !listed.has(settleIdOf(movement.id)));
  return anew.length > 0 ? anew.map(({ movement }) => movement.id) : undefined;
}

/** Folds an item's ledger again from the checkpoint before the first change of its past. */
export function restated(head: Head, rows: FoundRows): RestatedRow<never>[] {
  const found = foundIn(rows);
  const [, [checkpoint], movements, , balances, settled] = found;
  const { dirtyFrom } = head;
  const made = foldOf(head, found);
  const { entries, checkpoints } = made;
  const value = moneyText(made.valueAfter);
  const checkpointed = (checkpoints.at(-1) ?? checkpoint)?.n ?? 0;
  const changes: RestatedRow[] = [
    { table: ItemValueRow, row: clean({ ...head, value, checkpointed: checkpointed * CHECKPOINT_EVERY }) },
    ...checkpoints.map((row) => ({ table: LedgerCheckpointRow, row })),
  ];
  if (dirtyFrom !== null) {
    changes.push(
      ...changedBlocks(blocksOf(head, made, balances), dirtyFrom).map((row) => ({ table: LedgerBlockRow, row })),
      ...settled.map((movement) => ({ table: MovementRow, row: settleRow(movement) })),
      ...voidSettleRows(head, entries, listedSettlements(movements)),
    );
  }
  return changes as RestatedRow<never>[];
}

/**
 * From the one before the first change on: it may have been the open one, whose row a later one takes over. The open one
 * is among them in any case.
 */
function changedBlocks(blocks: readonly LedgerBlockRow[], dirtyFrom: string): readonly LedgerBlockRow[] {
  const first = blocks.findIndex(({ effectiveAts }) => (effectiveAts.at(-1) ?? '') >= dirtyFrom);
  return blocks.slice(first === -1 ? -1 : Math.max(first - 1, 0));
}

function clean(head: Head): Head {
  return { ...head, dirtyFrom: null, takenBack: [] };
}

const placeKey = ({ locationId, lotNumber }: { readonly locationId: string; readonly lotNumber: string | null }) =>
  `${locationId} ${lotNumber ?? ''}`;

/** The blocks of the entries, the last one open. */
function blocksOf(head: Head, folding: Folded, balances: readonly PlaceBalanceRow[]): LedgerBlockRow[] {
  const { start, entries } = folding;
  const item = { total: quantityUnits(head.onHand) - entries.reduce((sum, { counted }) => sum + counted, 0n) };
  const places = placesBefore(entries, balances);
  let { valueBefore } = folding;
  const blocks: LedgerBlockRow[] = [];
  for (let from = 0; from < entries.length; from += BLOCK) {
    const inBlock = entries.slice(from, from + BLOCK);
    const first = inBlock[0] as Entry;
    const itemBefore = quantityText(item.total);
    const totals = inBlock.map(({ movement, counted }) => {
      const place = places.get(placeKey(movement)) as { total: bigint };
      item.total += counted;
      place.total += counted;
      const itemAfter = quantityText(item.total);
      return { item: itemAfter, place: place.total === item.total ? itemAfter : quantityText(place.total) };
    });
    blocks.push({
      tenantId: head.tenantId,
      itemId: head.itemId,
      n: from + BLOCK < entries.length ? (start + from) / BLOCK : OPEN,
      firstPlace: first.movement.place,
      firstRecordedAt: first.movement.recordedAt,
      valueBefore: moneyText(valueBefore),
      itemBefore,
      ids: inBlock.map(({ movement }) => movement.id),
      effectiveAts: inBlock.map(({ movement }) => new Date(momentOf(movement.place)).toISOString()),
      recordedAts: inBlock.map(({ movement }) => movement.recordedAt),
      values: inBlock.map(({ value }) => moneyText(value)),
      settled: inBlock.map(({ settled }) => (settled === 0n ? NOTHING : moneyText(settled))),
      valueAfter: inBlock.map(({ valueAfter }) => moneyText(valueAfter)),
      itemAfter: totals.map((total) => total.item),
      placeAfter: totals.map((total) => total.place),
    });
    valueBefore = (inBlock.at(-1) as Entry).valueAfter;
  }
  return blocks;
}

/** The balances before the first entry, counted back from those after the last. */
function placesBefore(entries: readonly Entry[], balances: readonly PlaceBalanceRow[]): Map<string, { total: bigint }> {
  const places = new Map(balances.map((balance) => [placeKey(balance), { total: quantityUnits(balance.onHand) }]));
  for (const { movement, counted } of entries) {
    const place = places.get(placeKey(movement));
    if (!place) throw new TypeError('a movement in a place without a balance');
    place.total -= counted;
  }
  return places;
}

function listedSettlements(movements: readonly Movement[]): ReadonlySet<string> {
  return new Set(movements.flatMap(({ entry, id }) => (entry === SETTLE ? [id] : [])));
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
