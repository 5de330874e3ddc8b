import type { CostMethod } from '#contracts/inventory/item-events';
import { decimalUnits, MONEY_PLACES, priceUnits, quantityUnits, scaledText } from '#contracts/values/amounts';
import type { ValueEntry } from './apply';
import { ONE, costByPrice, costByTotal, type OwnCost } from './own-cost';
import { ValueHistory, type Place } from './value-history';

const money = (units: bigint) => scaledText(units, MONEY_PLACES).replace(/(\.\d\d)00$/, '$1');

/**
 * An item's movements in the notation of the worked cases: `R 10@2` a receipt by unit cost, `R 3=10` by total, `U 4` a
 * usage, `A +5`, `A -5` and `A +5@2` adjustments, `B 3 of U1` a take-back, `T 4` a transfer, `M fifo` a change of method.
 * `day` is the effective day; without one a movement counts last.
 */
export class Story {
  readonly history: ValueHistory;
  private revision = 0;
  private latest = 0;
  private readonly places = new Map<string, Place>();

  constructor(method: CostMethod) {
    this.history = new ValueHistory(method);
  }

  /** Records one movement and answers its value, as `12.50`. */
  add(notation: string, { day, name = `#${this.revision}` }: { day?: number; name?: string } = {}): string {
    const at = day ?? this.latest;
    this.latest = Math.max(this.latest, at);
    return this.put(notation, { at, revision: this.revision++, ordinal: 0 }, name);
  }

  /** Replaces a movement in its place, as a correction does. */
  correct(name: string, notation: string): string {
    const place = this.places.get(name) as Place;
    this.reverse(name);
    return this.put(notation, place, name);
  }

  reverse(...names: readonly string[]): void {
    this.history.remove(new Set(names));
  }

  /** On hand and value, as in `12 / 34.00`. */
  now(): string {
    return totals(totalsIn(this.history));
  }

  asOf(day: number): string {
    return totals(totalsIn(this.history, day));
  }

  /** The values of a movement as known now: its own and what it settled. */
  value(name: string): string {
    return money(this.find(name).value);
  }

  settled(name: string): string {
    return money(this.find(name).settled);
  }

  values(): string[] {
    return this.history.all().map(({ value }) => money(value));
  }

  private find(name: string) {
    const found = this.history.all().find(({ entry }) => entry.id === name);
    if (!found) throw new Error(`no movement ${name}`);
    return found;
  }

  private put(notation: string, place: Place, name: string): string {
    this.places.set(name, place);
    this.history.add({ place, entry: entryOf(notation, name) });
    return this.value(name);
  }
}

/** Stock and value after all movements, or after those at or before a moment. */
export function totalsIn(history: ValueHistory | undefined, at = Infinity) {
  const last = history?.all().findLast(({ place }) => place.at <= at);
  return { quantity: last?.quantityAfter ?? 0n, value: last?.valueAfter ?? 0n };
}

function totals({ quantity, value }: ReturnType<typeof totalsIn>): string {
  return `${scaledText(quantity, 3).replace(/\.?0+$/, '')} / ${money(value)}`;
}

function entryOf(notation: string, id: string): ValueEntry {
  const [, kind = '', sign = '', amount = '', by = '', cost = ''] =
    /^(R|U|A|T|B|M) ([+-]?)([\w.]+)(?:(@|=| of )(.+))?$/.exec(notation) ?? [];
  if (kind === 'M') return { kind: 'method', id, method: amount as CostMethod };
  const quantity = quantityUnits(amount);
  if (kind === 'T') return { kind: 'move', id, quantity: sign === '-' ? -quantity : quantity };
  if (kind === 'B') return { kind: 'take_back', id, quantity, of: cost };
  if (kind === 'U' || sign === '-') return { kind: 'out', id, quantity };
  return { kind: 'in', id, quantity, cost: by === '' ? undefined : ownCost(quantity, by, cost) };
}

function ownCost(quantity: bigint, by: string, cost: string): OwnCost {
  if (by === '=') return costByTotal(decimalUnits(cost, MONEY_PLACES), quantity);
  return costByPrice({ quantity, price: priceUnits(cost), rate: ONE, factor: ONE });
}
