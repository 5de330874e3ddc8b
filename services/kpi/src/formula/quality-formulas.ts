import type { KpiGrouping } from '#contracts/kpi/kpi-words';
import { total, totalOf, type SumName, type Sums } from '../figure/sums';
import type { Edge, Formula } from './formula';
import { PRODUCED, isZero, provisional } from './time-formulas';

const ISO = 'iso22400-2:2014';
const OF_OUTPUT = ['line', 'product', 'shift', 'area', 'order'] as const satisfies readonly KpiGrouping[];
const OF_INSPECTION = ['line', 'product', 'area', 'step'] as const satisfies readonly KpiGrouping[];

function share(part: readonly SumName[]): Pick<Formula, 'unit' | 'making' | 'edges' | 'warnings' | 'groupings'> {
  return {
    unit: '%',
    making: { kind: 'ratio', ratio: { numerator: part, denominator: PRODUCED } },
    edges: [{ reason: 'NO_OUTPUT', when: isZero(PRODUCED) }],
    warnings: [provisional],
    groupings: OF_OUTPUT,
  };
}

const notInspected = (inspected: SumName): Edge => ({ reason: 'NO_INSPECTION', when: isZero([inspected]) });
/** Defects were counted, and of no unit the opportunities are known. */
const noOpportunities: Edge = {
  reason: 'NO_OPPORTUNITIES',
  when: (sums) => total(sums, 'opportunities') === 0n && total(sums, 'withoutOpportunities') > 0n,
};
const perMillion = (found: SumName, among: SumName): Pick<Formula, 'unit' | 'making' | 'warnings'> => ({
  unit: 'ppm',
  making: { kind: 'ratio', ratio: { numerator: [found], denominator: [among] } },
  warnings: [{ flag: 'ABOVE_MILLION', when: (sums) => total(sums, found) > total(sums, among) }],
});

const hasFewerDefects = (sums: Sums) => total(sums, 'defects') < total(sums, 'opportunities');

const REPAIR = ['reworked', 'repaired'] as const satisfies readonly SumName[];

/** Of output and inspections. */
export const QUALITY_FORMULAS: readonly Formula[] = [
  {
    id: 'quality_ratio',
    version: 1,
    name: 'Quality ratio',
    words: { numerator: 'good', denominator: 'produced', rule: 'good / produced, by count. Rework is not good' },
    standard: ISO,
    ...share(['good']),
  },
  {
    id: 'scrap_ratio',
    version: 1,
    name: 'Scrap ratio',
    words: { numerator: 'scrap', denominator: 'produced', rule: 'scrap / produced' },
    standard: ISO,
    ...share(['scrap']),
  },
  {
    id: 'rework_ratio',
    version: 1,
    name: 'Rework ratio',
    words: { numerator: 'rework', denominator: 'produced', rule: 'rework / produced' },
    standard: ISO,
    ...share(['rework']),
  },
  {
    id: 'final_yield',
    version: 1,
    name: 'Final yield',
    words: { numerator: 'good + rework', denominator: 'produced', rule: '(produced − scrap) / produced' },
    standard: null,
    ...share(['good', 'rework']),
  },
  {
    id: 'first_pass_yield',
    version: 1,
    name: 'First-pass yield',
    unit: '%',
    words: {
      numerator: 'first-pass good',
      denominator: 'inspected',
      rule: 'first-pass good / inspected. What was reworked or repaired is not first-pass',
    },
    standard: ISO,
    making: { kind: 'ratio', ratio: { numerator: ['firstPassGood'], denominator: ['firstPassInspected'] } },
    edges: [notInspected('firstPassInspected')],
    warnings: [],
    groupings: OF_INSPECTION,
  },
  {
    id: 'rolled_yield',
    version: 1,
    name: 'Rolled throughput yield',
    unit: '%',
    words: {
      numerator: 'Π first-pass good',
      denominator: 'Π inspected',
      rule: 'the product of the first-pass yields of all steps, unrounded',
    },
    standard: null,
    making: { kind: 'steps' },
    edges: [
      { reason: 'NO_INSPECTION', when: ({ steps }) => Object.keys(steps).length === 0 },
      { reason: 'STEP_MISSING', when: ({ steps }) => Object.values(steps).some(({ inspected }) => inspected === 0n) },
    ],
    warnings: [],
    groupings: ['line', 'product', 'area'],
  },
  {
    id: 'ppm',
    version: 1,
    name: 'Defective parts per million',
    words: { numerator: 'defective units', denominator: 'inspected', rule: 'defective units / inspected · 10⁶' },
    standard: null,
    ...perMillion('defectiveUnits', 'defectiveInspected'),
    edges: [notInspected('defectiveInspected')],
    groupings: OF_INSPECTION,
  },
  {
    id: 'dpmo',
    version: 1,
    name: 'Defects per million opportunities',
    words: {
      numerator: 'defects',
      denominator: 'Σ inspected · opportunities',
      rule: 'defects / Σ (inspected · opportunities) · 10⁶',
    },
    standard: null,
    ...perMillion('defects', 'opportunities'),
    edges: [noOpportunities, notInspected('opportunities')],
    groupings: OF_INSPECTION,
  },
  {
    id: 'sigma',
    version: 1,
    name: 'Sigma level',
    unit: 'sigma',
    words: {
      numerator: 'defects',
      denominator: 'Σ inspected · opportunities',
      rule: 'Φ⁻¹(1 − DPMO / 10⁶) + 1.5, with the usual long-term shift',
    },
    standard: null,
    making: { kind: 'sigma', ratio: { numerator: ['defects'], denominator: ['opportunities'] } },
    edges: [
      noOpportunities,
      notInspected('opportunities'),
      { reason: 'OUT_OF_RANGE', when: (sums) => isZero(['defects'])(sums) || !hasFewerDefects(sums) },
    ],
    warnings: [],
    groupings: OF_INSPECTION,
  },
  {
    id: 'recovery',
    version: 1,
    name: 'Recovery',
    unit: '%',
    words: {
      numerator: 'reworked + repaired',
      denominator: 'reworked + repaired + scrapped',
      rule: '(reworked + repaired) / (reworked + repaired + scrapped)',
    },
    standard: null,
    making: { kind: 'ratio', ratio: { numerator: REPAIR, denominator: [...REPAIR, 'scrapped'] } },
    edges: [{ reason: 'NO_REPAIR', when: (sums) => totalOf(sums, [...REPAIR, 'scrapped']) === 0n }],
    warnings: [],
    groupings: OF_INSPECTION,
  },
];
