import { BAD_LOT, REASONS, type FactoryLine, type Made, type MadeEntry, type MadeStop } from './factory';
import { ageOn, daysSince, type FactorySetup, type FactoryShift, type FactoryYear } from './factory-days';
import { SeededRandom } from './seeded-random';
import { isBadLotOn, isSlowStart, stopsOf, type PlacedStop } from './shift-stops';

const MINUTE_MS = 60_000;
/** A run that goes on is entered up to the last ten minutes. */
const ENTERED_MINUTES = 10;
/** Stops of the last days: some have no reason yet. */
const LABELLED_AFTER_DAYS = 10;

interface Run {
  readonly from: number;
  readonly to: number;
}

/** The production entries and stops of a line in a shift, up to the moment at which the demo is loaded. */
export function madeIn(shift: FactoryShift, line: FactoryLine, setup: FactorySetup, year: FactoryYear): Made {
  const random = new SeededRandom(`${year.seed}/${line.code}/${shift.date}/${shift.name}`);
  const length = (shift.to - shift.from) / MINUTE_MS;
  const ended = Math.min(length, enteredUpTo(shift, year));
  if (line.enters === 'shift' && ended < length) return { entries: [], stops: [] };
  const days = daysSince(year.today, shift.date);
  const isBadLot = isBadLotOn(line.code, days);
  const stops = stopsOf({ line, shift, length, age: ageOn(shift.date, year.today), isBadLot }, random);
  const entries = runsOf(stops, length).flatMap(({ from, to }, at) => {
    const run = { from, to: Math.min(to, ended) };
    if (run.to - run.from < ENTERED_MINUTES) return [];
    const product = line.products[(productAt(shift, line) + at) % line.products.length] as string;
    return entryOf(run, { product, shift, line, stops, setup, isBadLot, random, order: orderOf(line, shift, at) });
  });
  const isRecent = days > -LABELLED_AFTER_DAYS;
  const told = stops.filter(({ to }) => to <= ended).map((stop) => madeStop(stop, shift, isRecent, random));
  return { entries, stops: told };
}

function enteredUpTo({ from }: FactoryShift, { until }: FactoryYear): number {
  return Math.floor((until - from) / MINUTE_MS / ENTERED_MINUTES) * ENTERED_MINUTES;
}

/** Between the changeovers. */
function runsOf(stops: readonly PlacedStop[], length: number): readonly Run[] {
  const changeovers = stops.filter(({ reason, at }) => reason === REASONS.changeover && at > 0);
  const starts = [0, ...changeovers.map(({ to }) => to)];
  return starts.map((from, at) => ({ from, to: changeovers[at]?.at ?? length }));
}

/** Each day another one, and each shift the next. */
function productAt({ date, name }: FactoryShift, { code }: FactoryLine): number {
  return new SeededRandom(`${code}/${date}/${name}`).whole(0, 5);
}

function orderOf({ code }: FactoryLine, { date, name }: FactoryShift, at: number): string {
  return `${code}-${date.replaceAll('-', '')}-${name.charAt(0)}${at + 1}`;
}

/** Crews and recipes change: no two months are alike. */
function speedOfMonth({ date }: FactoryShift, { code }: FactoryLine): number {
  return new SeededRandom(`${code}/${date.slice(0, 7)}`).between(0.97, 1.03);
}

interface Making {
  readonly product: string;
  readonly order: string;
  readonly shift: FactoryShift;
  readonly line: FactoryLine;
  readonly stops: readonly PlacedStop[];
  readonly setup: FactorySetup;
  readonly isBadLot: boolean;
  readonly random: SeededRandom;
}

function entryOf(run: Run, making: Making): MadeEntry {
  const { product, order, shift, line, setup, isBadLot, random } = making;
  const seconds = setup.runSeconds.get(product)?.at(-1);
  if (seconds === undefined) throw new TypeError(`no step sets a standard of ${product}`);
  const slow = isSlowStart(shift) ? 0.9 : shift.name === 'Night' ? 0.985 : 1;
  const speed = line.speed * slow * speedOfMonth(shift, line) * random.between(0.96, 1.04);
  const produced = Math.round((minutesRun(run, making) * 60 * speed) / seconds);
  const scrap = Math.round(produced * (line.scrap * random.between(0.5, 1.5) + (isBadLot ? BAD_LOT.scrap : 0)));
  const rework = Math.round(produced * (line.rework * random.between(0.5, 1.5) + (isBadLot ? BAD_LOT.rework : 0)));
  const people = line.people - (random.chance(0.12) ? 1 : 0);
  const staffed = run.to - run.from - shift.breaks.reduce((sum, each) => sum + shared(each, run), 0);
  return {
    product,
    order,
    from: shift.from + run.from * MINUTE_MS,
    to: shift.from + run.to * MINUTE_MS,
    good: produced - scrap - rework,
    rework,
    scrap,
    people,
    hours: ((people * staffed) / 60).toFixed(2),
  };
}

/** Without breaks and stops, each minute once. */
function minutesRun(run: Run, { shift, stops }: Making): number {
  const lost = [...shift.breaks, ...stops.map(({ at, to }) => ({ from: at, to }))];
  let minutes = 0;
  for (let minute = run.from; minute < run.to; minute++) {
    if (lost.every(({ from, to }) => minute < from || minute >= to)) minutes++;
  }
  return minutes;
}

const shared = (one: Run, other: Run) => Math.max(0, Math.min(one.to, other.to) - Math.max(one.from, other.from));

function madeStop(
  { at, to, reason }: PlacedStop,
  shift: FactoryShift,
  isRecent: boolean,
  random: SeededRandom,
): MadeStop {
  const isUnlabelled = isRecent && random.chance(0.08);
  return {
    from: shift.from + at * MINUTE_MS,
    to: shift.from + to * MINUTE_MS,
    reason: isUnlabelled ? null : reason,
  };
}
