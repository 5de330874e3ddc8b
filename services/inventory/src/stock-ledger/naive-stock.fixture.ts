import type { MovementKind } from '#contracts/inventory/stock-events';

/**
 * The effects of stock commands, computed in the plainest way: one list of entries, sorted and summed anew for every
 * question. Shares no code with the service, so that the two can be compared.
 */

/** A stock command as a test draws it; locations and lots by number, quantities in thousandths of the stock unit. */
export interface Drawn {
  readonly kind: 'receive' | 'use' | 'adjust' | 'transfer';
  readonly place: number;
  readonly to: number;
  /** Positive; an adjustment's sign is `lowers`. */
  readonly thousandths: number;
  readonly lowers: boolean;
  /** Milliseconds from the moment of the command; undefined: it gives no time. */
  readonly shiftMs: number | undefined;
  readonly lot: string | undefined;
  readonly expiresOn: string | undefined;
}

export interface Entry {
  readonly kind: MovementKind;
  readonly place: number;
  readonly lot: string | null;
  readonly delta: number;
  readonly at: number;
  readonly recorded: number;
  readonly leg: number;
}

export interface ExpectedMovement {
  readonly kind: MovementKind;
  readonly place: number;
  readonly lot: string | null;
  readonly stockQuantity: string;
  readonly effectiveAt: string;
  readonly balanceAfter: string;
  readonly itemBalanceAfter: string;
}

/** A level as it is shown. */
export interface ExpectedLevel {
  readonly onHand: string;
  readonly available: string;
  readonly expiresOn: string | null;
}

export interface NaiveItem {
  readonly lotTracked: boolean;
  readonly allowNegative: boolean;
  /** Locations from this one on are of another temperature zone than the item's. */
  readonly otherZone: number;
}

/** How far ahead of its own clock a service allows a movement. */
const AHEAD_MS = 5_000;
const DAY_MS = 86_400_000;

/** One item of one organisation. */
export class NaiveStock {
  private readonly entries: Entry[] = [];
  private readonly expiryOfLot = new Map<string, string | null>();
  private recorded = 0;

  constructor(private readonly item: NaiveItem) {}

  /** The code of the command's refusal; undefined when it is accepted, and then recorded. */
  take(command: Drawn, now: number): string | undefined {
    const { kind, place, to, thousandths, lot = null } = command;
    const refusal = this.refusedPlace(command) ?? refusedTime(command) ?? this.refusedLot(command);
    if (refusal !== undefined) return refusal;
    const at =
      command.shiftMs === undefined ? Math.max(now, ...this.entries.map((it) => it.at)) : now + command.shiftMs;
    const adds = kind === 'receive' || (kind === 'adjust' && !command.lowers);
    const isUnnamed = this.item.lotTracked && lot === null;
    const picked = isUnnamed ? this.pickedByExpiry(command, at) : [{ lot, taken: thousandths }];
    if (typeof picked === 'string') return picked;
    const entries = picked.map((part, index) => {
      const delta = adds ? part.taken : -part.taken;
      return { kind, place, lot: part.lot, at, recorded: this.recorded, leg: 2 * index, delta };
    });
    const named = isUnnamed || adds ? undefined : this.refusedOutgoing(entries[0] as Entry);
    if (named !== undefined) return named;
    const legs = entries.flatMap((out) =>
      kind === 'transfer' ? [out, { ...out, place: to, leg: out.leg + 1, delta: -out.delta }] : [out],
    );
    this.entries.push(...legs);
    this.recorded++;
    if (lot !== null && adds && !this.expiryOfLot.has(lot)) {
      this.expiryOfLot.set(lot, kind === 'receive' ? (command.expiresOn ?? null) : null);
    }
    return undefined;
  }

  /** Of what goes out of a named lot, or of an item without lots. */
  private refusedOutgoing(entry: Entry): string | undefined {
    const shortage = this.item.allowNegative ? undefined : this.shortageWith(entry);
    if (shortage !== undefined) return shortage;
    return entry.kind === 'use' && this.isExpired(entry.lot, entry.at) ? 'LOT_NOT_AVAILABLE' : undefined;
  }

  /** In the order in which they count. */
  movements(): ExpectedMovement[] {
    const inOrder = sorted(this.entries);
    return inOrder.map(({ kind, place, lot, delta, at }, index) => {
      const until = inOrder.slice(0, index + 1);
      return {
        kind,
        place,
        lot,
        stockQuantity: quantity(delta),
        effectiveAt: new Date(at).toISOString(),
        balanceAfter: quantity(sum(until.filter((it) => it.place === place && it.lot === lot))),
        itemBalanceAfter: quantity(sum(until)),
      };
    });
  }

  /**
   * The stock by location and lot, wherever there ever was some. `until`: of movements up to a moment; `at`: the moment
   * by which lots have expired. Both in milliseconds.
   */
  levels(at: number, until = at): Map<string, ExpectedLevel> {
    const counted = this.entries.filter((entry) => entry.at <= until);
    const levels = new Map<string, ExpectedLevel>();
    for (const { place, lot } of counted) {
      const onHand = quantity(sum(counted.filter((it) => it.place === place && it.lot === lot)));
      const available = this.isExpired(lot, at) ? quantity(0) : onHand;
      levels.set(`${place} ${lot ?? ''}`, { onHand, available, expiresOn: this.expiryOf(lot) });
    }
    return levels;
  }

  private refusedPlace({ kind, place, to }: Drawn): string | undefined {
    if (kind === 'transfer' && place === to) return 'SAME_LOCATION';
    const { otherZone } = this.item;
    return place >= otherZone || (kind === 'transfer' && to >= otherZone) ? 'ZONE_MISMATCH' : undefined;
  }

  private refusedLot({ kind, lot, lowers, expiresOn }: Drawn): string | undefined {
    if (!this.item.lotTracked) return lot === undefined ? undefined : 'VALIDATION_FAILED';
    if (lot === undefined) return kind === 'receive' || (kind === 'adjust' && !lowers) ? 'LOT_REQUIRED' : undefined;
    const differs = kind === 'receive' && expiresOn !== undefined && this.expiryOfLot.has(lot);
    return differs && this.expiryOfLot.get(lot) !== expiresOn ? 'LOT_DIFFERS' : undefined;
  }

  /** The parts of each lot, or the code of the refusal. */
  private pickedByExpiry({ kind, place, thousandths }: Drawn, at: number): string | { lot: string; taken: number }[] {
    const { allowNegative } = this.item;
    const here = this.entries.filter((entry) => entry.place === place);
    const total = balancesFrom(here, at);
    if (!allowNegative && (total[0] as number) < thousandths) return 'INSUFFICIENT_STOCK';
    if (!allowNegative && Math.min(...total) < thousandths) return 'LATER_MOMENT_NEGATIVE';
    const lots = [...new Set(here.map(({ lot }) => lot as string))]
      .map((lot) => {
        const series = balancesFrom(
          here.filter((entry) => entry.lot === lot),
          at,
        );
        return { lot, balance: series[0] as number, least: Math.max(0, Math.min(...series)) };
      })
      .filter(({ balance }) => balance > 0);
    const usable = lots.filter(({ lot }) => !this.isExpired(lot, at));
    const sumOf = (of: typeof lots, what: 'balance' | 'least') => of.reduce((all, each) => all + each[what], 0);
    if (!allowNegative && sumOf(lots, 'least') < thousandths) return 'LATER_MOMENT_NEGATIVE';
    if (!allowNegative && sumOf(usable, 'balance') < thousandths) {
      return kind === 'use' ? 'INSUFFICIENT_AVAILABLE' : 'LOT_REQUIRED';
    }
    if (sumOf(usable, 'least') < thousandths) return allowNegative ? 'LOT_REQUIRED' : 'LATER_MOMENT_NEGATIVE';
    const inOrder = usable.sort((one, other) => (this.rankOf(one.lot) < this.rankOf(other.lot) ? -1 : 1));
    let left = thousandths;
    return inOrder.flatMap(({ lot, least }) => {
      const taken = Math.min(left, least);
      left -= taken;
      return taken > 0 ? [{ lot, taken }] : [];
    });
  }

  /** Sorts lots by expiry, then by first arrival. */
  private rankOf(lot: string): string {
    const [first] = sorted(
      this.entries.filter((it) => it.lot === lot && it.delta > 0 && (it.kind === 'receive' || it.kind === 'adjust')),
    );
    const arrival = first ? `${String(first.at).padStart(15, '0')} ${String(first.recorded).padStart(6, '0')}` : '~';
    return `${this.expiryOf(lot) ?? '~'} ${arrival} ${lot}`;
  }

  /** By the calendar of UTC. */
  private isExpired(lot: string | null, at: number): boolean {
    const expiresOn = this.expiryOf(lot);
    return expiresOn !== null && Date.parse(expiresOn) + DAY_MS <= at;
  }

  private expiryOf(lot: string | null): string | null {
    return lot === null ? null : (this.expiryOfLot.get(lot) ?? null);
  }

  private shortageWith(lowered: Entry): string | undefined {
    const ofKey = sorted(
      [...this.entries, lowered].filter((it) => it.place === lowered.place && it.lot === lowered.lot),
    );
    const own = ofKey.indexOf(lowered);
    const short = ofKey.findIndex((_, index) => index >= own && sum(ofKey.slice(0, index + 1)) < 0);
    if (short === -1) return undefined;
    return short === own ? 'INSUFFICIENT_STOCK' : 'LATER_MOMENT_NEGATIVE';
  }
}

function sorted(entries: readonly Entry[]): Entry[] {
  return [...entries].sort((a, b) => a.at - b.at || a.recorded - b.recorded || a.leg - b.leg);
}

/** The balance at a moment, and the one after each later entry. */
function balancesFrom(entries: readonly Entry[], at: number): number[] {
  const start = sum(entries.filter((entry) => entry.at <= at));
  const later = sorted(entries.filter((entry) => entry.at > at));
  return [start, ...later.map((_, index) => start + sum(later.slice(0, index + 1)))];
}

function sum(entries: readonly Entry[]): number {
  return entries.reduce((total, { delta }) => total + delta, 0);
}

export function quantity(thousandths: number): string {
  return (thousandths / 1_000).toFixed(3);
}

function refusedTime({ shiftMs = 0 }: Drawn): string | undefined {
  return shiftMs > AHEAD_MS ? 'EFFECTIVE_IN_FUTURE' : undefined;
}
