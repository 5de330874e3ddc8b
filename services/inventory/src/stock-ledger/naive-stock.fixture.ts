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
    const entry = { kind, place, lot, at, recorded: this.recorded, leg: 0, delta: adds ? thousandths : -thousandths };
    const legs: Entry[] = kind === 'transfer' ? [entry, { ...entry, place: to, leg: 1, delta: thousandths }] : [entry];
    if (!adds && !this.item.allowNegative) {
      const shortage = this.shortageWith(entry);
      if (shortage !== undefined) return shortage;
    }
    if (kind === 'use' && this.isExpired(lot, at)) return 'LOT_NOT_AVAILABLE';
    this.entries.push(...legs);
    this.recorded++;
    if (lot !== null && adds && !this.expiryOfLot.has(lot)) {
      this.expiryOfLot.set(lot, kind === 'receive' ? (command.expiresOn ?? null) : null);
    }
    return undefined;
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

  private refusedLot({ kind, lot, expiresOn }: Drawn): string | undefined {
    if (!this.item.lotTracked) return lot === undefined ? undefined : 'VALIDATION_FAILED';
    if (lot === undefined) return 'LOT_REQUIRED';
    const differs = kind === 'receive' && expiresOn !== undefined && this.expiryOfLot.has(lot);
    return differs && this.expiryOfLot.get(lot) !== expiresOn ? 'LOT_DIFFERS' : undefined;
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

function sum(entries: readonly Entry[]): number {
  return entries.reduce((total, { delta }) => total + delta, 0);
}

export function quantity(thousandths: number): string {
  return (thousandths / 1_000).toFixed(3);
}

function refusedTime({ shiftMs = 0 }: Drawn): string | undefined {
  return shiftMs > AHEAD_MS ? 'EFFECTIVE_IN_FUTURE' : undefined;
}
