import { instantOf } from '#contracts/values/local-time';
import { FACTORY_LINES } from './factory';
import { datesOf, weekdayOf, type FactoryYear } from './factory-days';
import { SeededRandom } from './seeded-random';

export interface MadeJob {
  readonly job: string;
  readonly product: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly hold: { readonly from: number; readonly to: number | null } | null;
}

const DAY_MS = 86_400_000;
const PRODUCTS = FACTORY_LINES.flatMap(({ products }) => products);

/** Special orders: three begin on each Monday, and take one to three weeks. */
export function jobsOf(year: FactoryYear): readonly MadeJob[] {
  const mondays = datesOf(year).filter((date) => weekdayOf(date) === 1);
  return mondays.flatMap((date) => [1, 2, 3].flatMap((at) => jobOf(date, at, year)));
}

function jobOf(date: string, at: number, { seed, timeZone, until }: FactoryYear): readonly MadeJob[] {
  const random = new SeededRandom(`${seed}/jobs/${date}/${at}`);
  const startedAt = instantOf(date, `0${6 + at}:30`, timeZone);
  const length = random.whole(7, 20) * DAY_MS;
  if (startedAt > until) return [];
  const held = random.chance(0.4) ? startedAt + random.whole(1, 3) * DAY_MS : undefined;
  const released = (held ?? 0) + random.whole(1, 3) * DAY_MS;
  return [
    {
      job: `SP-${date.slice(2).replaceAll('-', '')}-${at}`,
      product: random.pick(PRODUCTS),
      startedAt,
      endedAt: startedAt + length > until ? null : startedAt + length,
      hold: held === undefined || held > until ? null : { from: held, to: released > until ? null : released },
    },
  ];
}
