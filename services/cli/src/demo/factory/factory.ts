/** A line of the demo as its year is made up. */
export interface FactoryLine {
  readonly code: string;
  readonly products: readonly string[];
  readonly people: number;
  /** Of the standard, in a shift without trouble. */
  readonly speed: number;
  readonly scrap: number;
  readonly rework: number;
  /** Breakdowns in a shift and their mean minutes, a year ago and now. */
  readonly breakdowns: { readonly first: Breakdowns; readonly last: Breakdowns };
  readonly machine: readonly string[];
  /** `run`: an entry for each product that it ran; `shift`: one for the whole shift. */
  readonly enters: 'run' | 'shift';
  /** Of its maintenance, at night: 1 is Monday. */
  readonly maintainedOn: number;
}

interface Breakdowns {
  readonly each: number;
  readonly minutes: number;
}

/** The production entries and stops of one line in one shift; `from` and `to` are in epoch milliseconds. */
export interface Made {
  readonly entries: readonly MadeEntry[];
  readonly stops: readonly MadeStop[];
}

export interface MadeEntry {
  readonly product: string;
  readonly order: string;
  readonly from: number;
  readonly to: number;
  readonly good: number;
  readonly rework: number;
  readonly scrap: number;
  readonly people: number;
  /** With two places. */
  readonly hours: string;
}

export interface MadeStop {
  readonly from: number;
  readonly to: number;
  /** Null: nobody has said it yet. */
  readonly reason: string | null;
}

/** The codes of the reasons by what happens. */
export const REASONS = {
  cleaning: 'CLEAN',
  maintenance: 'MAINT',
  changeover: 'CHANGE',
  warmUp: 'WARMUP',
  material: 'NO-DOUGH',
  crew: 'NO-CREW',
  noOrder: 'NO-ORDER',
  short: 'SHORT',
} as const;

const steady = (each: number, minutes: number): FactoryLine['breakdowns'] => ({
  first: { each, minutes },
  last: { each, minutes },
});

const products = (letter: string, first: number) => [1, 2, 3, 4, 5, 6].map((each) => `${letter}-${first + each}`);

/** The divider of pastry line 1 wears out over the year. */
export const FACTORY_LINES: readonly FactoryLine[] = [
  {
    code: 'BREAD-1',
    products: products('B', 100),
    people: 5,
    speed: 0.9,
    scrap: 0.011,
    rework: 0.006,
    breakdowns: steady(0.3, 16),
    machine: ['OVEN', 'BELT', 'SENSOR'],
    enters: 'run',
    maintainedOn: 1,
  },
  {
    code: 'BREAD-2',
    products: products('B', 200),
    people: 5,
    speed: 0.85,
    scrap: 0.014,
    rework: 0.008,
    breakdowns: steady(0.4, 17),
    machine: ['OVEN', 'BELT', 'DIVIDER'],
    enters: 'run',
    maintainedOn: 2,
  },
  {
    code: 'ROLLS-1',
    products: products('R', 300),
    people: 4,
    speed: 0.87,
    scrap: 0.018,
    rework: 0.004,
    breakdowns: steady(0.45, 12),
    machine: ['DIVIDER', 'SENSOR', 'BELT'],
    enters: 'run',
    maintainedOn: 3,
  },
  {
    code: 'PASTRY-1',
    products: products('P', 400),
    people: 6,
    speed: 0.87,
    scrap: 0.02,
    rework: 0.01,
    breakdowns: { first: { each: 0.4, minutes: 16 }, last: { each: 2.2, minutes: 30 } },
    machine: ['DIVIDER', 'DIVIDER', 'DIVIDER', 'BELT'],
    enters: 'run',
    maintainedOn: 4,
  },
  {
    code: 'PASTRY-2',
    products: products('P', 500),
    people: 7,
    speed: 0.8,
    scrap: 0.016,
    rework: 0.012,
    breakdowns: steady(0.3, 18),
    machine: ['SENSOR', 'BELT', 'OVEN'],
    enters: 'shift',
    maintainedOn: 5,
  },
];

/** Flour that was too damp: three days on one line, counted from the day of loading. */
export const BAD_LOT = { line: 'BREAD-2', from: -96, to: -94, scrap: 0.09, rework: 0.06, lot: 'FL-2214' } as const;
