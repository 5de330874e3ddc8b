import fc from 'fast-check';
import { arrivals } from './naive-available.fixture';
import type { StockCommand } from './stock-command.fixture';
import type { SideBySide } from './side-by-side.fixture';
import type { ItemTraits, Place } from './stock-under-test.fixture';

const place = (n: number) => `0197a3c4-0000-7000-8000-0000000000a${n}`;
/** A room with a shelf in it, and another room. */
export const PLACES: readonly Place[] = [
  { id: place(1), code: 'A', parentId: null },
  { id: place(2), code: 'A1', parentId: place(1) },
  { id: place(3), code: 'B', parentId: null },
];
/** Five days before clocks change in Europe. */
export const START = Date.parse('2026-03-24T09:00:00.000Z');
const HOUR_MS = 3_600_000;
/** The first and second expire while the history goes on. */
const LOTS = [
  { number: 'L1', expiresOn: '2026-03-26' },
  { number: 'L2', expiresOn: '2026-03-29' },
  { number: 'L3', expiresOn: '2026-12-31' },
] as const;

export const traits: fc.Arbitrary<ItemTraits> = fc.record({
  method: fc.constantFrom('moving_average' as const, 'fifo' as const),
  lotTracked: fc.boolean(),
  allowNegative: fc.constantFrom(false, false, true),
  shelfLifeDays: fc.constantFrom(null, 4),
  units: fc.constant([
    { unit: 'case', factor: '12', rounding: 'exact' as const },
    { unit: 'ninth', factor: '1/9', rounding: 'exact' as const },
    { unit: 'lb', factor: '0.453592292', rounding: 'nearest' as const },
  ]),
  places: fc.constant(PLACES),
  timeZone: fc.constantFrom('Europe/Paris', 'Pacific/Auckland'),
});

export const step = fc.record({
  kind: fc.oneof(
    { weight: 24, arbitrary: fc.constantFrom('receive', 'use') },
    { weight: 20, arbitrary: fc.constantFrom('adjust', 'transfer', 'reverse', 'correct') },
    { weight: 12, arbitrary: fc.constantFrom('return', 'takeBack', 'method', 'reserve') },
    { weight: 6, arbitrary: fc.constantFrom('release', 'quarantine', 'free', 'changeLot', 'freeze', 'restore') },
  ),
  quantity: fc.oneof(
    fc.integer({ min: 1, max: 12 }).map((n) => n * 1_000),
    fc.integer({ min: 1, max: 9_999 }),
  ),
  cost: fc.oneof(
    fc.integer({ min: 0, max: 30 }).map((n) => n * 1_000_000_00),
    fc.integer({ min: 0, max: 900_000_000 }),
  ),
  lowers: fc.boolean(),
  how: fc.nat(5),
  where: fc.nat(2),
  to: fc.nat(2),
  which: fc.nat(1_000),
  unit: fc.constantFrom(undefined, undefined, undefined, undefined, undefined, 'case', 'ninth', 'lb'),
  lot: fc.option(fc.nat(2), { freq: 2, nil: undefined }),
  /** Hours, or an effective time that there is already. */
  back: fc.oneof(
    { weight: 5, arbitrary: fc.constant(undefined) },
    { weight: 2, arbitrary: fc.record({ hours: fc.integer({ min: 0, max: 80 }) }) },
    { weight: 2, arbitrary: fc.record({ same: fc.nat(1_000) }) },
    { weight: 1, arbitrary: fc.record({ aheadMs: fc.constantFrom(4_000, 5_000, 5_001) }) },
  ),
  passesMs: fc.oneof(fc.constantFrom(0, 1, 1_000), fc.integer({ min: 1, max: 16 * HOUR_MS })),
});

export type Step = typeof step extends fc.Arbitrary<infer Drawn> ? Drawn : never;

export const decimal = (units: number, places: number) => {
  const digits = String(Math.abs(units)).padStart(places + 1, '0');
  return `${units < 0 ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
};

/** The command that a step means where it comes; nothing where there is nothing that it could be about. */
export function commandOf(drawn: Step, { product, naive }: SideBySide, now: number): StockCommand | undefined {
  const { kind, which, unit } = drawn;
  const locationId = PLACES[drawn.where]?.id ?? '';
  const effective = effectiveAt(drawn, product.events, now);
  const quantity = unit === 'ninth' && drawn.how > 0 ? drawn.quantity * 9 : drawn.quantity;
  const measured = { quantity: decimal(quantity, 3), ...(unit !== undefined && { unit }), ...effective };
  const isNamed =
    drawn.lot !== undefined || (drawn.how > 0 && (kind === 'receive' || (kind === 'adjust' && !drawn.lowers)));
  const lot = naive.setup.lotTracked && isNamed ? LOTS[drawn.lot ?? which % 3] : undefined;
  const isSeen =
    lot !== undefined &&
    naive.log.some((each) => each.is === 'moved' && each.lines.some((line) => line.lot === lot.number));
  const isLeftOver = isSeen && !arrivals(naive.log).has(lot.number);
  if (isLeftOver) return undefined;
  const lotNamed = lot && { lotNumber: lot.number };
  const movements = product.events.flatMap(({ data }) => ('movements' in data ? data.movements : []));
  const pick = <Of>(among: readonly Of[]): Of | undefined => among[which % Math.max(among.length, 1)];
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check
  switch (kind) {
    case 'receive': {
      const cost =
        drawn.how === 0
          ? { totalCost: decimal(Math.round(drawn.cost / 10_000), 4) }
          : { unitCost: decimal(drawn.cost, 8) };
      const stated = lot && {
        lot: { number: lot.number, ...((drawn.how !== 1 || !isSeen) && { expiresOn: lot.expiresOn }) },
      };
      return { do: 'receive', locationId, ...measured, ...cost, ...stated };
    }
    case 'use': {
      const reservation =
        drawn.how < 2 ? pick(naive.log.flatMap((each) => (each.is === 'reserved' ? [each] : []))) : undefined;
      if (!reservation) return { do: 'use', locationId, ...measured, ...lotNamed };
      const ofLot = reservation.lot === null ? {} : { lotNumber: reservation.lot };
      const place = { locationId: reservation.locationId ?? locationId };
      return { do: 'use', ...measured, ...lotNamed, ...ofLot, ...place, reservationId: reservation.id };
    }
    case 'return':
      return { do: 'return', locationId, ...measured, ...lotNamed };
    case 'adjust': {
      if (!drawn.lowers && lot !== undefined && !isSeen) return undefined;
      const cost = !drawn.lowers && drawn.how < 2 && { unitCost: decimal(drawn.cost, 8) };
      return {
        do: 'adjust',
        locationId,
        ...measured,
        quantity: decimal(drawn.lowers ? -quantity : quantity, 3),
        ...cost,
        ...lotNamed,
      };
    }
    case 'transfer':
      return {
        do: 'transfer',
        fromLocationId: locationId,
        toLocationId: PLACES[drawn.to]?.id ?? '',
        ...measured,
        ...lotNamed,
      };
    case 'takeBack': {
      const used = pick(movements.filter((each) => each.kind === 'use'));
      return (
        used && { do: 'takeBack', usedMovementId: used.movementId, quantity: decimal(drawn.quantity, 3), ...effective }
      );
    }
    case 'reverse': {
      const reversed = pick(movements);
      return reversed && { do: 'reverse', movementId: reversed.movementId };
    }
    case 'correct': {
      const receipt = pick(movements.filter((each) => each.kind === 'receive'));
      const corrected = [
        { unitCost: decimal(drawn.cost, 8) },
        { totalCost: decimal(Math.round(drawn.cost / 10_000), 4) },
        { quantity: decimal(drawn.quantity, 3) },
      ][drawn.how % 3];
      return receipt && { do: 'correct', receivedMovementId: receipt.movementId, ...corrected };
    }
    case 'method':
      return { do: 'method', method: drawn.lowers ? 'fifo' : 'moving_average', ...effective };
    case 'reserve': {
      const expiresAt = new Date(now + (1 + (which % 90)) * HOUR_MS).toISOString();
      return {
        do: 'reserve',
        quantity: decimal(drawn.quantity, 3),
        expiresAt,
        ...(drawn.how < 3 && { locationId }),
        ...lotNamed,
      };
    }
    case 'release': {
      const reservation = pick(naive.log.filter((each) => each.is === 'reserved'));
      return reservation && { do: 'release', reservationId: reservation.id };
    }
    default:
      return lotCommand(drawn, movements, effective);
  }
}

function lotCommand(
  { kind, which, how }: Step,
  movements: readonly { readonly lot: { readonly number: string } | null }[],
  effective: { readonly effectiveAt?: string },
): StockCommand | undefined {
  const lots = movements.flatMap(({ lot }) => (lot ? [lot.number] : []));
  const lotNumber = lots[which % Math.max(lots.length, 1)];
  if (lotNumber === undefined) return undefined;
  if (kind === 'quarantine' || kind === 'free') return { do: kind, lotNumber, ...effective };
  if (kind !== 'changeLot') return undefined;
  const expiresOn = ['2026-03-25', '2026-03-28', '2026-03-31', null][how % 4] ?? null;
  return { do: 'changeLot', lotNumber, expiresOn, ...effective };
}

function effectiveAt({ back }: Step, events: readonly { readonly data: object }[], now: number) {
  if (back === undefined) return {};
  if ('same' in back) {
    const same = events[back.same % Math.max(events.length, 1)];
    const data: { readonly effectiveAt?: string } = same?.data ?? {};
    return data.effectiveAt === undefined ? {} : { effectiveAt: data.effectiveAt };
  }
  const at = 'hours' in back ? now - back.hours * HOUR_MS : now + back.aheadMs;
  return { effectiveAt: new Date(at).toISOString() };
}
