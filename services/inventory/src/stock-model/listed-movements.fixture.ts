import { quantityText } from '#contracts/values/amounts';
import { folding, recordedEvent } from '#libs/testing/folding';
import { LedgerBlockRow } from '../stock-ledger/ledger-block.entity';
import { MovementRow } from '../stock-ledger/movement.entity';
import { movementProjection } from '../stock-ledger/movement.projection';
import { settleIdOf } from '../stock-ledger/settle-id';
import { naiveValue, standing, type Line, type Log } from './naive-log.fixture';
import type { LineValue } from './naive-value.fixture';
import { moneyText, type SideBySide } from './side-by-side.fixture';

/** One movement as `GET movements` shows it. */
export interface Listed {
  readonly id: string;
  readonly effectiveAt: string;
  readonly value: string;
  readonly valueWhenRecorded: string;
  readonly settled: string;
  readonly settledWhenRecorded: string;
  readonly balanceAfter: string;
  readonly itemBalanceAfter: string;
}

/** The rows of the read model, folded from the events; a settle row is told with its movement. */
export function listedByProduct({ product }: SideBySide): { readonly rows: Listed[]; readonly settleRows: string[] } {
  const folded = folding(movementProjection, ...product.events.map((made, revision) => recordedEvent(made, revision)));
  const recorded = new Map(folded.rowsOf(MovementRow).map((row) => [row.id, row]));
  const blocks = folded.rowsOf(LedgerBlockRow).toSorted((one, other) => (one.firstPlace < other.firstPlace ? -1 : 1));
  const rows = blocks.flatMap((block) =>
    block.ids.split(' ').map((id, at) => ({
      id,
      effectiveAt: new Date(Number(block.effectiveAts.split(' ')[at])).toISOString(),
      value: moneyText(unitsAt(block.values, at)),
      valueWhenRecorded: recorded.get(id)?.valueWhenRecorded ?? '',
      settled: moneyText(unitsAt(block.settled, at)),
      settledWhenRecorded: recorded.get(id)?.settledWhenRecorded ?? '',
      balanceAfter: quantityText(unitsAt(block.placeAfter, at)),
      itemBalanceAfter: quantityText(unitsAt(block.itemAfter, at)),
    })),
  );
  const settleRows = folded.rowsOf(MovementRow).filter(({ kind }) => kind === 'settle');
  return { rows, settleRows: settleRows.map(({ id }) => id).toSorted() };
}

const unitsAt = (list: string, at: number): bigint => BigInt(list.split(' ')[at] ?? '0');

interface Shown {
  readonly line: Line;
  readonly at: number;
  readonly place: number;
  readonly position: number;
}

/** The same from the list of commands alone: each balance is summed anew. */
export function listedByModel({ naive, traits, whenRecorded, whenReversed }: SideBySide): {
  readonly rows: Listed[];
  readonly settleRows: string[];
} {
  const { log } = naive;
  const known = naiveValue(traits.method, log).lines;
  const counting = standing(log);
  const rows = linesOf(log).map(({ line, at, place, position }) => {
    const isBefore = (other: (typeof counting)[number], index: number) =>
      other.moved.at < at ||
      (other.moved.at === at &&
        (other.moved.place < place ||
          (other.moved.place === place &&
            (other.position < position || (other.position === position && index <= indexOf(other, line))))));
    const before = counting.flatMap((each) => each.moved.lines.filter((_, index) => isBefore(each, index)));
    const sum = (lines: readonly Line[]) => quantityText(lines.reduce((total, { quantity }) => total + quantity, 0n));
    const now = whenReversed.get(line.id) ?? known.get(line.id);
    const then = whenRecorded.get(line.id);
    return {
      id: line.id,
      effectiveAt: new Date(at).toISOString(),
      ...amounts(now, then),
      balanceAfter: sum(before.filter(({ locationId, lot }) => locationId === line.locationId && lot === line.lot)),
      itemBalanceAfter: sum(before),
    };
  });
  const settleRows = rows
    .filter(({ settled, settledWhenRecorded }) => settled !== '0.0000' || settledWhenRecorded !== '0.0000')
    .map(({ id }) => settleIdOf(id));
  return { rows, settleRows: settleRows.toSorted() };
}

function indexOf({ moved }: { readonly moved: { readonly lines: readonly Line[] } }, { id }: Line): number {
  return moved.lines.findIndex((line) => line.id === id);
}

type Amounts = Pick<LineValue, 'value' | 'settled'>;

function amounts(now: Amounts | undefined, then: Amounts | undefined) {
  return {
    value: moneyText(now?.value ?? 0n),
    valueWhenRecorded: moneyText(then?.value ?? 0n),
    settled: moneyText(now?.settled ?? 0n),
    settledWhenRecorded: moneyText(then?.settled ?? 0n),
  };
}

/** Every movement that was ever recorded, in order. */
function linesOf(log: Log): Shown[] {
  const moved = (position: number) => {
    const accepted = log[position];
    if (accepted?.is === 'moved') return accepted;
    return accepted?.is === 'correction' ? accepted.by : undefined;
  };
  const shown = log.flatMap((accepted, position): Shown[] => {
    const own = moved(position);
    const counted = (own?.lines ?? []).map((line) => ({ line, at: own?.at ?? 0, place: own?.place ?? 0, position }));
    if (accepted.is !== 'reversal' && accepted.is !== 'correction') return counted;
    const reversed = moved(accepted.of);
    const mirrored = (reversed?.lines ?? []).map((line, index) => ({
      line: { ...line, id: accepted.lines[index] ?? '', quantity: -line.quantity },
      at: reversed?.at ?? 0,
      place: position,
      position,
    }));
    return [...mirrored, ...counted];
  });
  return shown.toSorted((one, other) => one.at - other.at || one.place - other.place || one.position - other.position);
}
