import type { CostMethod } from '#contracts/inventory/item-events';
import { quantityUnits } from '#contracts/values/amounts';
import {
  arrivals,
  around,
  available,
  consumed,
  expiryOf,
  isUsable,
  latest,
  overruns,
  partsOf,
  reservations,
  type Calendar,
  type Parents,
} from './naive-available.fixture';
import {
  costByPrice,
  costByTotal,
  firstShortage,
  keyOf,
  onHand,
  smallestFrom,
  standing,
  type Accepted,
  type Entered,
  type Line,
  type Moved,
  type Shortage,
} from './naive-log.fixture';
import { rounded, times, type OwnCost, type Ratio } from './naive-value.fixture';
import type { StockCommand } from './stock-command.fixture';

export interface NaiveSetup {
  readonly method: CostMethod;
  readonly lotTracked: boolean;
  readonly allowNegative: boolean;
  readonly shelfLifeDays: number | null;
  readonly units: Readonly<Record<string, { readonly factor: Ratio; readonly nearest: boolean }>>;
  readonly parents: Parents;
  readonly calendar: Calendar;
}

/** Any one of the codes; of a shortage the first moment and the quantity that is missing. */
export interface Refused {
  readonly codes: readonly string[];
  readonly shortage?: Shortage | undefined;
}

interface Place {
  readonly locationId: string;
  readonly lot: string | null;
}

/** A quantity that is to come out of a location, or of a named lot in it. */
interface Wanted {
  readonly kind: 'use' | 'return' | 'adjust' | 'transfer';
  readonly from: string;
  readonly to?: string;
  readonly named: string | undefined;
  readonly quantity: bigint;
  readonly at: number;
}

const SOME_AHEAD_MS = 5_000;

/** Thrown by the rules below, and caught by `decide`. */
class RuleMet extends Error {
  constructor(readonly refused: Refused) {
    super(refused.codes.join(' or '));
  }
}

const refuse = (codes: readonly string[], shortage?: Shortage): never => {
  throw new RuleMet({ codes, shortage });
};

/** The rules of stock for one item, over the plain list of its accepted commands. */
export class NaiveItem {
  log: Accepted[] = [];
  frozenThrough: string | null = null;

  constructor(readonly setup: NaiveSetup) {}

  /** The command as it would be accepted, or its refusal; `ids` names what it makes. */
  decide(command: StockCommand, now: number, ids: (index: number) => string): Accepted | Refused {
    try {
      return this.accepted(command, now, ids);
    } catch (error) {
      if (error instanceof RuleMet) return error.refused;
      throw error;
    }
  }

  private accepted(command: StockCommand, now: number, ids: (index: number) => string): Accepted {
    switch (command.do) {
      case 'receive':
        return this.receive(command, this.moment(command, now), ids);
      case 'use':
      case 'return':
        return this.takeOut(command, this.moment(command, now), now, ids);
      case 'adjust':
        return command.quantity.startsWith('-')
          ? this.takeOut(command, this.moment(command, now), now, ids)
          : this.increase(command, this.moment(command, now), ids);
      case 'transfer':
        if (command.fromLocationId === command.toLocationId) refuse(['SAME_LOCATION']);
        return this.transfer(command, this.moment(command, now), ids);
      case 'takeBack':
        return this.takeBack(command, now, ids);
      case 'reverse':
        return this.reverse(command.movementId, ids);
      case 'correct':
        return this.correct(command, ids);
      case 'method':
        return { is: 'method', at: this.moment(command, now), method: command.method };
      case 'reserve':
        return this.reserve(command, this.unfrozenMoment(command, now), ids);
      case 'release':
        return this.release(command.reservationId, this.unfrozenMoment({}, now));
      case 'quarantine':
      case 'free':
        return this.condition(command.lotNumber, command.do === 'free', this.unfrozenMoment(command, now));
      case 'changeLot':
        if (!this.isReceived(command.lotNumber)) refuse(['NOT_FOUND']);
        return {
          is: 'expiry',
          at: this.unfrozenMoment(command, now),
          lot: command.lotNumber,
          expiresOn: command.expiresOn,
        };
    }
  }

  private condition(lot: string, usable: boolean, at: number): Accepted {
    if (!this.isReceived(lot)) refuse(['NOT_FOUND']);
    const held = latest(this.log, lot, at, 'condition');
    if (usable === (held?.is !== 'condition' || held.usable)) refuse(['CONFLICT']);
    return { is: 'condition', at, lot, usable };
  }

  /** Ever: a lot stays, also where what it came in by is reversed. */
  private isReceived(lot: string): boolean {
    return this.log.some(
      (accepted) =>
        accepted.is === 'moved' &&
        accepted.lines.some(
          (line) => line.lot === lot && line.quantity > 0n && line.kind !== 'transfer' && line.takesBack === null,
        ),
    );
  }

  /** Given, or else the later of now and the item's last effective time. */
  private unfrozenMoment({ effectiveAt }: { readonly effectiveAt?: string }, now: number): number {
    const last = Math.max(0, ...this.log.map((accepted) => momentOf(accepted)));
    const at = effectiveAt === undefined ? Math.max(now, last) : Date.parse(effectiveAt);
    if (effectiveAt !== undefined && at > now + SOME_AHEAD_MS) refuse(['EFFECTIVE_IN_FUTURE']);
    return at;
  }

  private moment(command: { readonly effectiveAt?: string }, now: number): number {
    const at = this.unfrozenMoment(command, now);
    this.refuseFrozen(at);
    return at;
  }

  private refuseFrozen(at: number): void {
    const { frozenThrough } = this;
    if (frozenThrough !== null && this.setup.calendar.dayOf(at) <= frozenThrough) refuse(['PERIOD_FROZEN']);
  }

  private measured(quantity: string, unit?: string): { entered: bigint; factor: Ratio; stock: bigint; unit: string } {
    const entered = quantityUnits(quantity);
    const named = unit === undefined ? undefined : this.setup.units[unit];
    const factor = named?.factor ?? { n: 1n, d: 1n };
    const exact = times({ n: entered, d: 1n }, factor);
    const stock = rounded(exact);
    if (stock === 0n || (exact.n % exact.d !== 0n && !named?.nearest)) refuse(['UNIT_NOT_EXACT']);
    return { entered, factor, stock, unit: unit ?? '' };
  }

  private receive(
    command: Extract<StockCommand, { do: 'receive' }>,
    at: number,
    ids: (index: number) => string,
  ): Moved {
    const measured = this.measured(command.quantity, command.unit);
    const expiresOn = this.lotOfArrival(command.lot?.number, command.lot?.expiresOn, at);
    const entered: Entered = {
      quantity: measured.entered,
      unit: measured.unit,
      unitCost: command.unitCost === undefined ? null : units(command.unitCost, 8),
      totalCost: command.totalCost === undefined ? null : units(command.totalCost, 4),
    };
    return this.moved(at, [
      {
        ...bare(ids(0), 'receive', command.locationId, command.lot?.number ?? null, measured.stock),
        expiresOn,
        own: ownCost(entered, measured.factor, measured.stock),
        entered,
      },
    ]);
  }

  private increase(
    command: Extract<StockCommand, { do: 'adjust' }>,
    at: number,
    ids: (index: number) => string,
  ): Moved {
    const { entered, factor, stock } = this.measured(command.quantity, command.unit);
    const expiresOn = this.lotOfArrival(command.lotNumber, undefined, at);
    const own = command.unitCost === undefined ? null : costByPrice(entered, units(command.unitCost, 8), factor);
    const line = bare(ids(0), 'adjust', command.locationId, command.lotNumber ?? null, stock);
    return this.moved(at, [{ ...line, expiresOn, own }]);
  }

  /** The expiry that it arrives with. */
  private lotOfArrival(lot: string | undefined, stated: string | null | undefined, at: number): string | null {
    const { lotTracked, shelfLifeDays, calendar } = this.setup;
    if (!lotTracked) return lot === undefined ? null : refuse(['VALIDATION_FAILED']);
    if (lot === undefined) return refuse(['LOT_REQUIRED']);
    if (arrivals(this.log).has(lot)) {
      const known = expiryOf(this.log, lot, at);
      return stated === undefined || stated === known ? known : refuse(['LOT_DIFFERS']);
    }
    if (stated !== undefined) return stated;
    return shelfLifeDays === null ? null : daysAfter(calendar.dayOf(at), shelfLifeDays);
  }

  private takeOut(
    command: Extract<StockCommand, { do: 'use' | 'return' | 'adjust' }>,
    at: number,
    now: number,
    ids: (index: number) => string,
  ): Moved {
    const { stock } = this.measured(command.quantity.replace('-', ''), command.unit);
    const reservation = this.consuming(command.do === 'use' ? command.reservationId : undefined, stock, now);
    const taken = this.picked({
      kind: command.do,
      from: command.locationId,
      named: command.lotNumber,
      quantity: stock,
      at,
    });
    const lines = taken.map(([from, lot, quantity], index) => bare(ids(index), command.do, from, lot, -quantity));
    const moved = { ...this.moved(at, lines), reservation };
    this.refuseShort(moved, lines, moved);
    const guarded = command.do !== 'adjust' && !this.setup.allowNegative;
    if (guarded && overruns(this.log, moved, this.unfrozenMoment({}, Math.max(now, at)), this.setup))
      refuse(['INSUFFICIENT_AVAILABLE']);
    return moved;
  }

  private consuming(id: string | undefined, quantity: bigint, now: number): Moved['reservation'] {
    if (id === undefined) return null;
    const made = this.log.find((accepted) => accepted.is === 'reserved' && accepted.id === id);
    const found = reservations(this.log, now).find((each) => each.id === id);
    if (made?.is !== 'reserved' || !found?.isOpen) return refuse(['CONFLICT', 'NOT_FOUND']);
    const left = made.quantity - consumed(this.log, id);
    return { id, consumed: quantity < left ? quantity : left };
  }

  private transfer(
    command: Extract<StockCommand, { do: 'transfer' }>,
    at: number,
    ids: (index: number) => string,
  ): Moved {
    const { fromLocationId, toLocationId, lotNumber } = command;
    const { stock } = this.measured(command.quantity, command.unit);
    const wanted = {
      kind: 'transfer',
      from: fromLocationId,
      to: toLocationId,
      named: lotNumber,
      quantity: stock,
      at,
    } as const;
    const picked = this.picked(wanted);
    // Lot by lot: out of each location, then all of it in.
    const legs = [...new Set(picked.map(([, lot]) => lot))].flatMap((lot) => {
      const out = picked.filter((each) => each[1] === lot).map(([from, , quantity]) => [from, lot, -quantity] as const);
      const sum = out.reduce((total, [, , quantity]) => total - quantity, 0n);
      return [...out, [toLocationId, lot, sum] as const];
    });
    const lines = legs.map(([place, lot, quantity], index) => bare(ids(index), 'transfer', place, lot, quantity));
    const moved = this.moved(at, lines);
    this.refuseShort(moved, lines, moved);
    return moved;
  }

  /** The locations and lots that a quantity comes out of: the location itself before what is in it. */
  private picked(wanted: Wanted): [locationId: string, lot: string | null, quantity: bigint][] {
    const { kind, from, named, quantity, at } = wanted;
    const { lotTracked, allowNegative, calendar } = this.setup;
    if (!lotTracked && named !== undefined) refuse(['VALIDATION_FAILED']);
    if (!allowNegative) this.refuseShortTotal(wanted);
    if (named !== undefined && kind === 'use' && !isUsable(this.log, named, at, calendar))
      refuse(['LOT_NOT_AVAILABLE']);
    const lots = lotTracked ? (named === undefined ? this.byExpiry(at) : [named]) : [null];
    const candidates = lots.flatMap((lot) => this.placesIn(wanted).map((locationId) => ({ locationId, lot })));
    let open = quantity;
    const taken = new Map<string, [string, string | null, bigint]>();
    for (const { locationId, lot } of candidates) {
      const limit = smallestFrom(this.log, keyOf({ locationId, lot }), at);
      const part = limit < open ? limit : open;
      if (part > 0n) taken.set(keyOf({ locationId, lot }), [locationId, lot, part]);
      open -= part;
    }
    if (open > 0n && (!allowNegative || (lotTracked && named === undefined))) this.refuseUnpicked(wanted, candidates);
    const rest = { locationId: from, lot: named ?? null };
    const before = taken.get(keyOf(rest))?.[2] ?? 0n;
    if (open === 0n) return [...taken.values()];
    taken.delete(keyOf(rest));
    return [[from, named ?? null, before + open], ...taken.values()];
  }

  private placesIn({ from, to }: Wanted): string[] {
    const inside = Object.keys(this.setup.parents).filter((id) => id !== from && this.around(id).includes(from));
    return [from, ...inside].filter((id) => id !== to);
  }

  private refuseUnpicked({ kind, quantity, at }: Wanted, candidates: readonly Place[]): never {
    if (this.setup.allowNegative) return refuse(['LOT_REQUIRED']);
    const balances = onHand(this.log, at);
    const there = candidates.reduce((sum, place) => sum + (balances.get(keyOf(place)) ?? 0n), 0n);
    if (there >= quantity) return refuse(['LATER_MOMENT_NEGATIVE']);
    if (kind === 'return') return refuse(['INSUFFICIENT_AVAILABLE', 'LOT_REQUIRED']);
    return refuse([kind === 'use' ? 'INSUFFICIENT_AVAILABLE' : 'LOT_REQUIRED']);
  }

  /** Lots that are usable at a moment: by expiry, none last, then received first. */
  private byExpiry(at: number): string[] {
    const { calendar } = this.setup;
    const first = arrivals(this.log);
    const lots = [...new Set(standing(this.log).flatMap(({ moved }) => moved.lines.flatMap(({ lot }) => lot ?? [])))];
    const rank = (lot: string) => first.get(lot)?.rank ?? Infinity;
    const expiry = (lot: string) => expiryOf(this.log, lot, at) ?? '9999-99-99';
    return lots
      .filter((lot) => isUsable(this.log, lot, at, calendar))
      .toSorted((one, other) =>
        expiry(one) < expiry(other) ? -1 : expiry(one) > expiry(other) ? 1 : rank(one) - rank(other),
      );
  }

  /** Of everything that it could come out of together. */
  private refuseShortTotal(wanted: Wanted): void {
    const { from, named, quantity, at } = wanted;
    const places = this.placesIn(wanted);
    const counts = ({ locationId, lot }: Place) =>
      places.includes(locationId) && (named === undefined || lot === named);
    const together = (moved: Moved): Moved => ({
      ...moved,
      lines: moved.lines.filter(counts).map((line) => ({ ...line, locationId: from, lot: null })),
    });
    const totals = this.log.map((accepted): Accepted => {
      if (accepted.is === 'moved') return together(accepted);
      return accepted.is === 'correction' ? { ...accepted, by: together(accepted.by) } : accepted;
    });
    const asked = this.moved(at, [bare('asked', 'use', from, null, -quantity)]);
    const short = firstShortage([...totals, asked], new Set([keyOf({ locationId: from, lot: null })]), asked);
    const isOne = places.length === 1 && (named !== undefined || !this.setup.lotTracked);
    const shown = short && (isOne ? short : { ...short, missing: null });
    if (short) refuse([short.at === at ? 'INSUFFICIENT_STOCK' : 'LATER_MOMENT_NEGATIVE'], shown);
  }

  /** A transaction that replaces, or undoes, others as a whole: `changed` are the lines that it adds. */
  private refuseShort(
    accepted: Accepted,
    changed: readonly Line[],
    from: { readonly at: number; readonly place: number },
  ) {
    if (this.setup.allowNegative) return;
    const sums = new Map<string, bigint>();
    for (const line of changed) sums.set(keyOf(line), (sums.get(keyOf(line)) ?? 0n) + line.quantity);
    const lowered = new Set([...sums].filter(([, sum]) => sum < 0n).map(([key]) => key));
    const short = firstShortage([...this.log, accepted], lowered, from);
    if (short) refuse([short.at === from.at ? 'INSUFFICIENT_STOCK' : 'LATER_MOMENT_NEGATIVE'], short);
  }

  private takeBack(
    command: Extract<StockCommand, { do: 'takeBack' }>,
    now: number,
    ids: (index: number) => string,
  ): Moved {
    const { moved, line } = this.standingLine(command.usedMovementId);
    if (line.kind !== 'use' || line.quantity > 0n) refuse(['NOT_REVERSIBLE', 'CONFLICT']);
    const at = this.moment(command, now);
    const { stock } = this.measured(command.quantity);
    const back = this.backOf(line.id);
    if (stock > -line.quantity - back || at < moved.at) refuse(['CONFLICT', 'VALIDATION_FAILED']);
    const returning = bare(ids(0), 'use', line.locationId, line.lot, stock);
    return this.moved(at, [{ ...returning, expiresOn: line.expiresOn, takesBack: line.id }]);
  }

  private backOf(id: string): bigint {
    return standing(this.log)
      .flatMap(({ moved }) => moved.lines)
      .reduce((sum, line) => (line.takesBack === id ? sum + line.quantity : sum), 0n);
  }

  private reverse(movementId: string, ids: (index: number) => string): Accepted {
    const { position, moved } = this.standingLine(movementId);
    this.refuseFrozen(moved.at);
    if (moved.lines.some(({ id }) => this.backOf(id) > 0n)) refuse(['CONFLICT']);
    const lines = moved.lines.map((_, index) => ids(index));
    const reversal = { is: 'reversal', of: position, lines } as const;
    this.refuseShort(reversal, moved.lines.map(opposite), moved);
    return reversal;
  }

  private correct(command: Extract<StockCommand, { do: 'correct' }>, ids: (index: number) => string): Accepted {
    const { position, moved, line } = this.standingLine(command.receivedMovementId);
    if (line.kind !== 'receive' || !line.entered) return refuse(['NOT_REVERSIBLE', 'CONFLICT']);
    this.refuseFrozen(moved.at);
    const was = line.entered;
    const quantity = command.quantity ?? thousandths(was.quantity);
    const measured = this.measured(quantity, was.unit === '' ? undefined : was.unit);
    const entered: Entered = {
      ...was,
      quantity: measured.entered,
      ...(command.unitCost !== undefined && { unitCost: units(command.unitCost, 8), totalCost: null }),
      ...(command.totalCost !== undefined && { unitCost: null, totalCost: units(command.totalCost, 4) }),
    };
    const own = ownCost(entered, measured.factor, measured.stock);
    const replacing: Line = { ...line, id: ids(1), quantity: measured.stock, own, entered };
    const by: Moved = { ...moved, lines: [replacing] };
    const correction = { is: 'correction', of: position, lines: [ids(0)], by } as const;
    this.refuseShort(correction, [opposite(line), replacing], moved);
    return correction;
  }

  private standingLine(movementId: string) {
    const found = standing(this.log).find(({ moved }) => moved.lines.some(({ id }) => id === movementId));
    const line = found?.moved.lines.find(({ id }) => id === movementId);
    if (found && line) return { ...found, line };
    const isReversal = this.log.some(
      (accepted) => (accepted.is === 'reversal' || accepted.is === 'correction') && accepted.lines.includes(movementId),
    );
    return refuse([isReversal ? 'NOT_REVERSIBLE' : 'ALREADY_REVERSED']);
  }

  private reserve(
    command: Extract<StockCommand, { do: 'reserve' }>,
    at: number,
    ids: (index: number) => string,
  ): Accepted {
    const { parents, calendar } = this.setup;
    const { locationId = null, lotNumber: lot = null } = command;
    const until = Date.parse(command.expiresAt);
    if (until <= at) refuse(['VALIDATION_FAILED']);
    const { stock } = this.measured(command.quantity, command.unit);
    const isShort = partsOf({ locationId, lot }, parents).some(
      (part) => available(this.log, part, at, parents, calendar) < stock,
    );
    if (isShort) refuse(['INSUFFICIENT_AVAILABLE']);
    return { is: 'reserved', at, until, id: ids(0), locationId, lot, quantity: stock };
  }

  private release(id: string, at: number): Accepted {
    const isOpen = reservations(this.log, at).some((each) => each.id === id && each.isOpen);
    return isOpen ? { is: 'released', at, id } : refuse(['CONFLICT']);
  }

  private moved(at: number, lines: readonly Line[]): Moved {
    return { is: 'moved', at, place: this.log.length, lines, reservation: null };
  }

  /** The locations from one outwards. */
  private around(locationId: string): string[] {
    return around(locationId, this.setup.parents);
  }
}

/** Of a movement or a change of method; a lot and a reservation have times of their own. */
function momentOf(accepted: Accepted): number {
  if (accepted.is === 'moved' || accepted.is === 'method') return accepted.at;
  return accepted.is === 'correction' ? accepted.by.at : 0;
}

const bare = (id: string, kind: Line['kind'], locationId: string, lot: string | null, quantity: bigint): Line => ({
  id,
  kind,
  locationId,
  lot,
  quantity,
  expiresOn: null,
  own: null,
  takesBack: null,
});

const opposite = (line: Line): Line => ({ ...line, quantity: -line.quantity });

function ownCost({ quantity, unitCost, totalCost }: Entered, factor: Ratio, stock: bigint): OwnCost {
  return unitCost === null ? costByTotal(totalCost ?? 0n, stock) : costByPrice(quantity, unitCost, factor);
}

function units(text: string, places: number): bigint {
  const [whole = '', decimals = ''] = text.split('.');
  return BigInt(`${whole}${decimals.padEnd(places, '0')}`);
}

const thousandths = (of: bigint) => `${of / 1_000n}.${String(of % 1_000n).padStart(3, '0')}`;

const daysAfter = (day: string, days: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
