import { FACTORY_LINES, type FactoryLine } from './factory';
import { ageOn, datesOf, daysSince, shiftsOn, type FactorySetup, type FactoryYear } from './factory-days';
import { SeededRandom } from './seeded-random';
import { madeIn } from './shift-production';
import { isBadLotOn } from './shift-stops';

export interface FoundInspection {
  readonly line: string;
  readonly product: string;
  readonly step: string;
  readonly at: number;
  readonly inspected: number;
  readonly firstPassGood: number;
  readonly defectiveUnits: number;
  readonly defects: number;
  readonly reworked: number;
  readonly repaired: number;
  readonly scrapped: number;
}

/** The share that passes at the first time, a year ago and now. */
const STEPS = [
  { step: 'Baking', good: 0.976, afterMinutes: 200 },
  { step: 'Packing', good: 0.987, afterMinutes: 230 },
] as const;
/** How much lower the share of good units is: at the end of the year on the line that ages, and on the days of damp flour. */
const WORN = 0.02;
const DAMP = 0.27;

/** Both steps of the first product of each line's early shift. */
export function inspectionsOf(setup: FactorySetup, year: FactoryYear): readonly FoundInspection[] {
  return datesOf(year).flatMap((date) => {
    const [early] = shiftsOn(date, setup, year);
    if (!early) return [];
    return FACTORY_LINES.flatMap((line) => {
      const product = madeIn(early, line, setup, year).entries[0]?.product;
      if (product === undefined) return [];
      return STEPS.map((step) => inspectionOf(step, { line, date, product, from: early.from, year })).filter(
        ({ at }) => at <= year.until,
      );
    });
  });
}

function inspectionOf(
  { step, good, afterMinutes }: (typeof STEPS)[number],
  {
    line,
    date,
    product,
    from,
    year,
  }: {
    readonly line: FactoryLine;
    readonly date: string;
    readonly product: string;
    readonly from: number;
    readonly year: FactoryYear;
  },
): FoundInspection {
  const random = new SeededRandom(`${year.seed}/inspection/${line.code}/${date}/${step}`);
  const inspected = random.whole(120, 240);
  const ages = line.breakdowns.first.each < line.breakdowns.last.each;
  const isDamp = isBadLotOn(line.code, daysSince(year.today, date));
  const share =
    good - (ages ? WORN * ageOn(date, year.today) : 0) - (isDamp ? DAMP : 0) + random.between(-0.012, 0.012);
  const firstPassGood = Math.min(Math.round(inspected * share), inspected);
  const defectiveUnits = inspected - firstPassGood;
  const reworked = Math.round(defectiveUnits * 0.45);
  const repaired = Math.round(defectiveUnits * 0.2);
  return {
    line: line.code,
    product,
    step,
    at: from + (afterMinutes + random.whole(0, 20)) * 60_000,
    inspected,
    firstPassGood,
    defectiveUnits,
    defects: defectiveUnits + random.whole(0, Math.ceil(defectiveUnits / 3)),
    reworked,
    repaired,
    scrapped: defectiveUnits - reworked - repaired,
  };
}
