import { total, totalOf, type Sums, type SumName } from '../figure/sums';
import type { Edge, Formula, Ratio, Warning } from './formula';

/** Planned busy time. */
/** The time of shifts, whatever it went to. */
export const SCHEDULED = [
  'planned',
  'production',
  'setup',
  'breakdown',
  'other',
  'noOrder',
] as const satisfies readonly SumName[];
export const PBT = ['production', 'setup', 'breakdown', 'other', 'noOrder'] as const satisfies readonly SumName[];
/** Actual production time. */
export const APT = ['production'] as const satisfies readonly SumName[];
/** Actual unit processing time. */
export const AUPT = ['production', 'setup'] as const satisfies readonly SumName[];
export const PRODUCED = ['good', 'rework', 'scrap'] as const satisfies readonly SumName[];

const ISO = 'iso22400-2:2014';

export const isZero = (names: readonly SumName[]) => (sums: Sums) => totalOf(sums, names) === 0n;
const isPositive = (name: SumName) => (sums: Sums) => total(sums, name) > 0n;

/** Only shifts without a plan: nothing is known of their time. */
const noPlan = (time: readonly SumName[]): Edge => ({
  reason: 'NO_PLAN',
  when: (sums) => totalOf(sums, time) === 0n && total(sums, 'unplannedShifts') > 0n,
});
const noTime = (time: readonly SumName[]): Edge[] => [noPlan(time), { reason: 'NO_TIME', when: isZero(time) }];
/** A total over output of which some has no standard would be too low. */
const noStandard: Edge = { reason: 'NO_STANDARD', when: isPositive('withoutStandard') };

export const provisional: Warning = { flag: 'provisional', when: isPositive('openParts') };
const partlyPlanned: Warning = {
  flag: 'provisional',
  when: (sums) => total(sums, 'unplannedShifts') > 0n && totalOf(sums, PBT) > 0n,
};
const estimated: Warning = {
  flag: 'estimated',
  when: (sums) => totalOf(sums, ['sharedTime', 'inferredTime']) > 0n,
};
const suspect: Warning = {
  flag: 'STANDARD_SUSPECT',
  when: (sums) => total(sums, 'earned') > totalOf(sums, APT),
};
const OF_TIME = [provisional, partlyPlanned, estimated];

const availability: Ratio = { numerator: APT, denominator: PBT };
const effectiveness: Ratio = { numerator: ['earned'], denominator: APT };
const byCount: Ratio = { numerator: ['good'], denominator: PRODUCED };
const byTime: Ratio = { numerator: ['earnedGood'], denominator: ['earned'] };

const oee = {
  id: 'oee',
  name: 'Overall equipment effectiveness',
  unit: '%',
  standard: ISO,
  edges: [...noTime(PBT), noStandard],
  warnings: [suspect, { flag: 'CAPPED', when: suspect.when }, ...OF_TIME],
  groupings: ['line', 'shift', 'area'],
} as const satisfies Partial<Formula>;

/** Of time and speed. */
export const TIME_FORMULAS: readonly Formula[] = [
  {
    id: 'availability',
    version: 1,
    name: 'Availability',
    unit: '%',
    words: {
      numerator: 'APT',
      denominator: 'PBT',
      rule: 'APT / PBT. Planned stops and breaks count on neither side',
    },
    standard: ISO,
    making: { kind: 'ratio', ratio: availability },
    edges: noTime(PBT),
    warnings: OF_TIME,
    groupings: ['line', 'shift', 'area'],
  },
  {
    id: 'effectiveness',
    version: 1,
    name: 'Effectiveness',
    unit: '%',
    words: {
      numerator: 'Σ PRI · produced',
      denominator: 'APT',
      rule: 'Σ PRI · produced / APT. Above 100 the standard is suspect; the value is shown as it is',
    },
    standard: ISO,
    making: { kind: 'ratio', ratio: effectiveness },
    edges: [noPlan(APT), noStandard, { reason: 'NO_TIME', when: isZero(APT) }],
    warnings: [suspect, ...OF_TIME],
    groupings: ['line', 'product', 'shift', 'area'],
  },
  {
    ...oee,
    version: 1,
    words: {
      numerator: 'Σ PRI · produced · good',
      denominator: 'PBT · produced',
      rule: 'availability · effectiveness · quality by count, each summed and then capped at 100',
    },
    making: { kind: 'product', factors: [availability, effectiveness, byCount], capped: true },
  },
  {
    ...oee,
    version: 2,
    words: {
      numerator: 'Σ PRI · good',
      denominator: 'PBT',
      rule: 'availability · effectiveness · quality by time, each summed and then capped at 100',
    },
    making: { kind: 'product', factors: [availability, effectiveness, byTime], capped: true },
  },
  {
    ...oee,
    id: 'oee_uncapped',
    version: 1,
    name: 'Overall equipment effectiveness, uncapped',
    words: { numerator: 'Σ PRI · good', denominator: 'PBT', rule: 'Σ PRI · good / Σ PBT' },
    standard: null,
    making: { kind: 'ratio', ratio: { numerator: ['earnedGood'], denominator: PBT } },
    warnings: [suspect, ...OF_TIME],
  },
  {
    ...oee,
    id: 'nee',
    version: 1,
    name: 'Net equipment effectiveness',
    words: {
      numerator: 'AUPT · Σ PRI · good',
      denominator: 'PBT · APT',
      rule: 'AUPT / PBT · effectiveness · quality by time. Setup is no loss',
    },
    making: {
      kind: 'product',
      factors: [{ numerator: AUPT, denominator: PBT }, effectiveness, byTime],
    },
    edges: [...noTime(PBT), noStandard, { reason: 'NO_TIME', when: isZero(APT) }],
    warnings: [suspect, ...OF_TIME],
  },
  {
    id: 'technical_efficiency',
    version: 1,
    name: 'Technical efficiency',
    unit: '%',
    words: {
      numerator: 'APT',
      denominator: 'APT + breakdown + other',
      rule: 'APT / (APT + breakdown + other stops)',
    },
    standard: ISO,
    making: { kind: 'ratio', ratio: { numerator: APT, denominator: ['production', 'breakdown', 'other'] } },
    edges: noTime(['production', 'breakdown', 'other']),
    warnings: OF_TIME,
    groupings: ['line', 'shift', 'area'],
  },
  {
    id: 'setup_rate',
    version: 1,
    name: 'Setup rate',
    unit: '%',
    words: { numerator: 'setup', denominator: 'AUPT', rule: 'setup / AUPT' },
    standard: ISO,
    making: { kind: 'ratio', ratio: { numerator: ['setup'], denominator: AUPT } },
    edges: noTime(AUPT),
    warnings: OF_TIME,
    groupings: ['line', 'shift', 'area'],
  },
  {
    id: 'throughput',
    version: 1,
    name: 'Throughput rate',
    unit: '1/h',
    words: {
      numerator: 'produced in runs',
      denominator: 'actual order execution time',
      rule: 'produced / the time of the clock from the start to the end of the runs that made it, in hours',
    },
    standard: ISO,
    making: { kind: 'ratio', ratio: { numerator: ['orderProduced'], denominator: ['orderTime'] } },
    edges: [{ reason: 'NO_TIME', when: isZero(['orderTime']) }],
    warnings: [provisional],
    groupings: ['line', 'product', 'shift', 'area', 'order'],
  },
  {
    id: 'mtbf',
    version: 1,
    name: 'Mean time between failures',
    unit: 'h',
    words: {
      numerator: 'AUPT',
      denominator: 'breakdowns',
      rule: '(APT + setup) / the breakdowns that began, in hours',
    },
    standard: ISO,
    making: { kind: 'ratio', ratio: { numerator: AUPT, denominator: ['breakdowns'] } },
    edges: [{ reason: 'NO_FAILURES', when: isZero(['breakdowns']) }, noPlan(AUPT)],
    warnings: OF_TIME,
    groupings: ['line', 'shift', 'area'],
  },
  {
    id: 'mttr',
    version: 1,
    name: 'Mean time to restoration',
    unit: 'h',
    words: {
      numerator: 'time of ended breakdowns',
      denominator: 'ended breakdowns',
      rule: 'the time of breakdowns that have ended / their number, in hours',
    },
    standard: ISO,
    making: { kind: 'ratio', ratio: { numerator: ['endedBreakdown'], denominator: ['endedBreakdowns'] } },
    edges: [{ reason: 'NO_FAILURES', when: isZero(['endedBreakdowns']) }],
    warnings: [provisional],
    groupings: ['line', 'shift', 'area'],
  },
];
