import { KPI_LOSSES, type KpiLoss } from '#contracts/kpi/kpi-words';
import { scaledText } from '#contracts/values/amounts';
import { rounded } from '#contracts/values/fraction';
import { SUM_PLACES, exactText, total, totalOf, type Sums } from '../figure/sums';
import { PBT } from '../formula/time-formulas';

export interface LossStep {
  readonly loss: KpiLoss;
  /** Exact: together they are the scheduled time. null where a standard is missing. */
  readonly seconds: string | null;
  /** Rounded, of the same. */
  readonly minutes: string | null;
  /** Of PBT; null where that is 0. */
  readonly percent: string | null;
}

const PLACES = 2;
const HUNDREDTH = 10n ** BigInt(PLACES);

/** The identity of times as a waterfall: scheduled = the sum of all its steps. */
export function waterfall(sums: Sums): LossStep[] {
  const busy = totalOf(sums, PBT);
  const parts = lossTimes(sums);
  return KPI_LOSSES.map((loss) => {
    const time = parts[loss];
    if (time === null) return { loss, seconds: null, minutes: null, percent: null };
    const minute = 60n * 10n ** BigInt(SUM_PLACES);
    return {
      loss,
      seconds: exactText(time, SUM_PLACES),
      minutes: scaledText(rounded(time * HUNDREDTH, minute), PLACES),
      percent: busy === 0n ? null : scaledText(rounded(time * 100n * HUNDREDTH, busy), PLACES),
    };
  });
}

/** Units of the ninth place of a second. */
export function lossTimes(sums: Sums): Readonly<Record<KpiLoss, bigint | null>> {
  const of = (name: Parameters<typeof total>[1]) => total(sums, name);
  const stops = {
    planned: of('planned'),
    setup: of('setup'),
    breakdown: of('breakdown'),
    other: of('other'),
    no_order: of('noOrder'),
  };
  if (of('withoutStandard') > 0n) return { ...stops, speed: null, scrap: null, rework: null, good: null };
  return {
    ...stops,
    speed: of('production') - of('earned'),
    scrap: of('earned') - of('earnedGood') - of('earnedRework'),
    rework: of('earnedRework'),
    good: of('earnedGood'),
  };
}
