import { daysAfter } from '#contracts/values/local-date';
import { instantOf } from '#contracts/values/local-time';
import { datesOf, weekdayOf, type FactorySetup, type FactoryYear } from './factory-days';
import { SeededRandom } from './seeded-random';

export interface MadeDelivery {
  readonly order: string;
  readonly line: string;
  readonly requestedOn: string;
  readonly firstPromisedOn: string;
  readonly lastPromisedOn: string | null;
  readonly deliveredAt: number | null;
  readonly ordered: number;
  readonly delivered: number | null;
  readonly justified: string | null;
}

const LATE = 0.055;
const JUSTIFIED = ['Road closed by snow', 'The customer asked for a later day', 'Strike at the port'];
/** Orders that are promised for the days after that of loading are open. */
const AHEAD_DAYS = 5;

/** The orders that were promised for each working day, delivered early in the morning. */
export function deliveriesOf({ closed }: FactorySetup, year: FactoryYear): readonly MadeDelivery[] {
  const ahead = Array.from({ length: AHEAD_DAYS }, (_, at) => daysAfter(year.today, at + 1));
  return [...datesOf(year), ...ahead]
    .filter((date) => weekdayOf(date) < 7 && !closed.has(date))
    .flatMap((date) => ordersOf(date, year));
}

function ordersOf(date: string, year: FactoryYear): readonly MadeDelivery[] {
  const random = new SeededRandom(`${year.seed}/deliveries/${date}`);
  return Array.from({ length: random.whole(3, 5) }, (_, at) => {
    const order = `SO-${date.slice(2).replaceAll('-', '')}-${at + 1}`;
    const lines = random.chance(0.3) ? ['10', '20'] : ['10'];
    return lines.map((line) => deliveryOf({ order, line, date }, year, random));
  }).flat();
}

function deliveryOf(
  { order, line, date }: { readonly order: string; readonly line: string; readonly date: string },
  { timeZone, until }: FactoryYear,
  random: SeededRandom,
): MadeDelivery {
  const lateDays = random.chance(LATE) ? random.whole(1, 4) : 0;
  const arrives = daysAfter(date, lateDays);
  const ordered = random.whole(4, 60) * 10;
  const at = instantOf(arrives, `0${random.whole(4, 9)}:${random.whole(10, 59)}`, timeZone);
  const isShort = random.chance(0.012);
  const isMoved = lateDays > 0 && random.chance(0.5);
  const reason = lateDays > 0 && random.chance(0.35) ? random.pick(JUSTIFIED) : null;
  const isOpen = at > until;
  return {
    order,
    line,
    requestedOn: random.chance(0.1) ? daysAfter(date, -1) : date,
    firstPromisedOn: date,
    lastPromisedOn: isMoved ? arrives : null,
    deliveredAt: isOpen ? null : at,
    ordered,
    delivered: isOpen ? null : isShort ? ordered - 10 : ordered,
    justified: isOpen ? null : reason,
  };
}
