import type { CostMethod } from '#contracts/inventory/item-events';
import { apply, type ValueEntry, type Valued } from './apply';
import { copyOfValue, noStock, type ValueState } from './value-state';

/** A movement's place in the order in which movements count; a correction's replacement has that of its original. */
export interface Place {
  /** Effective, in epoch milliseconds. */
  readonly at: number;
  /** Of the recording event within the item's stream. */
  readonly revision: number;
  /** Within its transaction. */
  readonly ordinal: number;
}

export interface PlacedEntry {
  readonly place: Place;
  readonly entry: ValueEntry;
}

/** A movement with its value and the item's totals after it. */
export interface ValuedEntry extends PlacedEntry, Valued {
  readonly quantityAfter: bigint;
  readonly valueAfter: bigint;
}

/** The state before an entry, from which the later ones are folded again. */
interface Checkpoint {
  /** The index of that entry. */
  readonly before: number;
  readonly state: ValueState;
}

/** Folding so many entries costs about as much as looking for a checkpoint. */
const CHECKPOINT_EVERY = 256;

/**
 * The movements of one item in the order in which they count, and their values. A movement that is placed before others
 * changes their values: they are folded again from the checkpoint before it, when they are asked for.
 */
export class ValueHistory {
  private entries: PlacedEntry[] = [];
  private valued: ValuedEntry[] = [];
  private checkpoints: Checkpoint[] = [];
  private state: ValueState;
  /** The usages that a take-back in `entries` names. */
  private readonly watched = new Set<string>();

  constructor(private readonly method: CostMethod) {
    this.state = noStock(method);
  }

  /** A separate history with the same movements. */
  copy(): ValueHistory {
    const copied = new ValueHistory(this.method);
    copied.entries = this.entries.slice();
    copied.valued = this.valued.slice();
    copied.checkpoints = this.checkpoints.slice();
    for (const usage of this.watched) copied.watched.add(usage);
    copied.state = copyOfValue(this.state);
    return copied;
  }

  /** Puts a movement in its place. One that comes last costs the same however many there are. */
  add(placed: PlacedEntry): void {
    const index = this.indexAfter(placed.place);
    this.entries.splice(index, 0, placed);
    this.changedFrom(index);
    if (placed.entry.kind === 'take_back') this.watch(placed.entry.of);
  }

  /** Takes movements out, as a reversal does: from now on they count as if they had not been. */
  remove(ids: ReadonlySet<string>): void {
    for (let index = this.entries.length - 1, left = ids.size; index >= 0 && left > 0; index--) {
      if (!ids.has((this.entries[index] as PlacedEntry).entry.id)) continue;
      this.entries.splice(index, 1);
      this.changedFrom(index);
      left--;
    }
  }

  /** All movements with their values, in order. */
  all(): readonly ValuedEntry[] {
    this.fold();
    return this.valued;
  }

  /** The movement at a place, with its values as known now; undefined where another one is there, or none. */
  at(place: Place, id: string): ValuedEntry | undefined {
    const index = this.indexAfter(place);
    this.fold(index);
    const found = this.valued[index - 1];
    return found?.entry.id === id ? found : undefined;
  }

  /** The state in which a movement at `place` would be applied; the caller's own. */
  stateBefore(place: Place): ValueState {
    const index = this.indexAfter(place);
    this.fold(index);
    return this.stateAt(index);
  }

  /** The number of entries that are not after `place`. */
  private indexAfter(place: Place): number {
    let [low, high] = [0, this.entries.length];
    if (high > 0 && comparePlaces((this.entries[high - 1] as PlacedEntry).place, place) <= 0) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (comparePlaces((this.entries[middle] as PlacedEntry).place, place) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** A usage is watched from its own place on, so what was folded without is folded again. */
  private watch(usage: string): void {
    if (this.watched.has(usage)) return;
    this.watched.add(usage);
    const index = this.entries.findLastIndex(({ entry }) => entry.id === usage);
    if (index >= 0) this.changedFrom(index);
  }

  private changedFrom(index: number): void {
    if (index >= this.valued.length) return;
    this.state = this.stateAt(index);
    this.valued.length = index;
    while ((this.checkpoints.at(-1)?.before ?? -1) > index) this.checkpoints.pop();
  }

  /** The state before the entry at `index`, which has been folded already or comes next. */
  private stateAt(index: number): ValueState {
    if (index === this.valued.length) return copyOfValue(this.state);
    const last = this.checkpoints.findLast(({ before }) => before <= index);
    const state = last ? copyOfValue(last.state) : noStock(this.method);
    for (let next = last?.before ?? 0; next < index; next++) this.applyTo(state, this.valued[next] as PlacedEntry);
    return state;
  }

  /** Folds the first entries, as far as they are not. */
  private fold(count = this.entries.length): void {
    for (let index = this.valued.length; index < count; index++) {
      if (index % CHECKPOINT_EVERY === 0 && (this.checkpoints.at(-1)?.before ?? -1) < index) {
        this.checkpoints.push({ before: index, state: copyOfValue(this.state) });
      }
      const placed = this.entries[index] as PlacedEntry;
      const { value, settled } = this.applyTo(this.state, placed);
      const { quantity: quantityAfter, value: valueAfter } = this.state;
      this.valued.push({ place: placed.place, entry: placed.entry, value, settled, quantityAfter, valueAfter });
    }
  }

  private applyTo(state: ValueState, { entry }: PlacedEntry): Valued {
    return apply(state, entry, this.watched.has(entry.id));
  }
}

/** Negative where `one` counts before `other`. */
export function comparePlaces(one: Place, other: Place): number {
  return one.at - other.at || one.revision - other.revision || one.ordinal - other.ordinal;
}
