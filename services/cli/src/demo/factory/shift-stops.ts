import { BAD_LOT, REASONS, type FactoryLine } from './factory';
import type { FactoryShift } from './factory-days';
import type { SeededRandom } from './seeded-random';

/** In minutes from the start of the shift. */
export interface PlacedStop {
  readonly at: number;
  readonly to: number;
  readonly reason: string;
}

interface Wanted {
  readonly at: number;
  readonly minutes: number;
  readonly reason: string;
}

/** What a shift runs into. */
interface Conditions {
  readonly line: FactoryLine;
  readonly shift: FactoryShift;
  readonly length: number;
  /** 0 a year ago, 1 now. */
  readonly age: number;
  readonly isBadLot: boolean;
}

/** Stops that neither overlap nor touch, in order. */
export function stopsOf(conditions: Conditions, random: SeededRandom): readonly PlacedStop[] {
  const wanted = [...plannedStops(conditions, random), ...troubles(conditions, random)];
  const placed: PlacedStop[] = [];
  let free = 0;
  for (const { at, minutes, reason } of wanted.toSorted((one, other) => one.at - other.at)) {
    const from = Math.max(at, free);
    const to = Math.min(from + minutes, conditions.length);
    if (to <= from) continue;
    placed.push({ at: from, to, reason });
    free = to + 1;
  }
  return placed;
}

function plannedStops({ line, shift, length }: Conditions, random: SeededRandom): readonly Wanted[] {
  const isMondayStart = isSlowStart(shift);
  const changeovers = line.enters === 'shift' ? 0 : random.pick([0, 1, 1, 1, 2]);
  const isCleaned = shift.name === 'Late' || (shift.name === 'Early' && shift.weekday > 5);
  const isMaintained = shift.name === 'Night' && shift.weekday === line.maintainedOn;
  return [
    ...(isMondayStart ? [{ at: 0, minutes: random.whole(30, 45), reason: REASONS.warmUp }] : []),
    ...Array.from({ length: changeovers }, (_, each) => ({
      at: Math.round((length * (each + 1)) / (changeovers + 1)) + random.whole(-25, 25),
      minutes: random.whole(10, 22),
      reason: REASONS.changeover,
    })),
    ...(line.enters === 'shift' && random.chance(0.5)
      ? [{ at: 0, minutes: random.whole(15, 28), reason: REASONS.changeover }]
      : []),
    ...(isMaintained ? [{ at: 60, minutes: random.whole(90, 140), reason: REASONS.maintenance }] : []),
    ...(isCleaned ? [{ at: length - 20, minutes: 20, reason: REASONS.cleaning }] : []),
  ];
}

function troubles({ line, shift, length, age, isBadLot }: Conditions, random: SeededRandom): readonly Wanted[] {
  const { first, last } = line.breakdowns;
  const each = first.each + (last.each - first.each) * age;
  const mean = first.minutes + (last.minutes - first.minutes) * age;
  const anywhere = () => random.whole(5, length - 30);
  const some = (count: number, stop: () => Wanted) => Array.from({ length: count }, stop);
  return [
    ...some(random.times(each), () => ({
      at: anywhere(),
      minutes: random.minutes(mean, { least: 4, most: 120 }),
      reason: random.pick(line.machine),
    })),
    ...some(random.times(isSlowStart(shift) ? 0.4 : 0.12), () => ({
      at: anywhere(),
      minutes: random.whole(10, 35),
      reason: random.pick([REASONS.material, REASONS.material, REASONS.crew]),
    })),
    ...some(random.times(shift.weekday > 5 ? 0.12 : 0.03), () => ({
      at: length - random.whole(60, 130),
      minutes: random.whole(45, 100),
      reason: REASONS.noOrder,
    })),
    ...some(random.times(isBadLot ? 3 : 0.7), () => ({
      at: anywhere(),
      minutes: random.whole(1, 4),
      reason: REASONS.short,
    })),
  ];
}

/** The first shift after the weekend. */
export function isSlowStart({ weekday, name }: Pick<FactoryShift, 'weekday' | 'name'>): boolean {
  return weekday === 1 && name === 'Early';
}

export function isBadLotOn(line: string, daysBeforeLoading: number): boolean {
  return line === BAD_LOT.line && daysBeforeLoading >= BAD_LOT.from && daysBeforeLoading <= BAD_LOT.to;
}
