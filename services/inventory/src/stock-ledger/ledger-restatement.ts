import { quantityText, quantityUnits } from '#contracts/values/amounts';
import type { FoundRows, RestatedRow } from '#libs/projections';
import { moneyText, moneyUnits } from '../value/movement-value';
import { noStock, stateIn, stateJson } from '../value/value-state';
import { CostMethodChangeRow } from './cost-method-change.entity';
import { ItemValueRow } from './item-value.entity';
import { BLOCK, LedgerBlockRow, OPEN } from './ledger-block.entity';
import { CHECKPOINT_EVERY, LedgerCheckpointRow } from './ledger-checkpoint.entity';
import { foldLedger, SETTLE, type LedgerEntry } from './ledger-fold';
import { AFTER_ALL, beforeMoment } from './ledger-place';
import { MovementRow } from './movement.entity';
import { settleRow, SETTLED_COLUMNS } from './movement-rows';
import { PlaceBalanceRow } from './place-balance.entity';
import { settleIdOf } from './settle-id';

type Head = ItemValueRow;

/** The columns of the movements that are folded again. */
export const FOLDED = [...SETTLED_COLUMNS, 'entry', 'valueWhenRecorded', 'effectiveAt'] as const;
type Movement = Pick<MovementRow, (typeof FOLDED)[number]>;
type Entry = LedgerEntry<Movement>;

/** What the reads find. */
type Found = readonly [
  usages: readonly Pick<MovementRow, 'place'>[],
  checkpoints: readonly LedgerCheckpointRow[],
  movements: readonly Movement[],
  methods: readonly CostMethodChangeRow[],
  balances: readonly PlaceBalanceRow[],
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

/** Folds an item's ledger again from the checkpoint before the first change of its past. */
export function restated(head: Head, found: FoundRows): RestatedRow<never>[] {
  const [, [checkpoint], movements, methods, balances] = foundIn(found);
  const { tenantId, itemId, firstMethod, dirtyFrom } = head;
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
  const value = moneyText(state.value);
  const checkpointed = (checkpoints.at(-1) ?? checkpoint)?.n ?? 0;
  const rows: RestatedRow[] = [
    { table: ItemValueRow, row: clean({ ...head, value, checkpointed: checkpointed * CHECKPOINT_EVERY }) },
    ...checkpoints.map((row) => ({ table: LedgerCheckpointRow, row })),
  ];
  if (dirtyFrom !== null) {
    const blocks = blocksOf(head, entries, { start, valueBefore, balances });
    const changed = blocks.filter(({ n, effectiveAts }) => n === OPEN || (effectiveAts.at(-1) ?? '') >= dirtyFrom);
    rows.push(...changed.map((row) => ({ table: LedgerBlockRow, row })), ...settleRows(entries, movements));
  }
  return rows as RestatedRow<never>[];
}

function clean(head: Head): Head {
  return { ...head, dirtyFrom: null, takenBack: [] };
}

const placeKey = ({ locationId, lotNumber }: { readonly locationId: string; readonly lotNumber: string | null }) =>
  `${locationId} ${lotNumber ?? ''}`;

interface BlocksGiven {
  /** The number of movements before the first entry; blocks begin there. */
  readonly start: number;
  /** Of the item. */
  readonly valueBefore: bigint;
  readonly balances: readonly PlaceBalanceRow[];
}

/** The blocks of the entries, the last one open. */
function blocksOf(head: Head, entries: readonly Entry[], given: BlocksGiven): LedgerBlockRow[] {
  const { start, balances } = given;
  const item = { total: quantityUnits(head.onHand) - entries.reduce((sum, { counted }) => sum + counted, 0n) };
  const places = placesBefore(entries, balances);
  let { valueBefore } = given;
  const blocks: LedgerBlockRow[] = [];
  for (let from = 0; from < entries.length; from += BLOCK) {
    const inBlock = entries.slice(from, from + BLOCK);
    const first = inBlock[0] as Entry;
    const itemBefore = quantityText(item.total);
    const totals = inBlock.map(({ movement, counted }) => {
      const place = places.get(placeKey(movement)) as { total: bigint };
      return { item: quantityText((item.total += counted)), place: quantityText((place.total += counted)) };
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
      effectiveAts: inBlock.map(({ movement }) => movement.effectiveAt),
      recordedAts: inBlock.map(({ movement }) => movement.recordedAt),
      values: inBlock.map(({ value }) => moneyText(value)),
      settled: inBlock.map(({ settled }) => moneyText(settled)),
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

/** Settle rows that came up with the present values, and those that are void and were never recorded. */
function settleRows(entries: readonly Entry[], movements: readonly Movement[]): RestatedRow[] {
  const listed = new Set(movements.flatMap(({ entry, id }) => (entry === SETTLE ? [id] : [])));
  return entries.flatMap(({ movement, settled }): RestatedRow[] => {
    const isVoid = settled === 0n;
    if (listed.has(settleIdOf(movement.id)) === !isVoid) return [];
    if (isVoid && moneyUnits(movement.settledWhenRecorded) !== 0n) return [];
    return [{ table: MovementRow, row: settleRow(movement), ...(isVoid && { gone: true as const }) }];
  });
}
