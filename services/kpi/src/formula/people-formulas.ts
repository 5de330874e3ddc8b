import { total, type SumName } from '../figure/sums';
import type { Formula } from './formula';
import { isZero, provisional } from './time-formulas';

function labour(hours: SumName): Pick<Formula, 'unit' | 'standard' | 'making' | 'edges' | 'warnings' | 'groupings'> {
  return {
    unit: '%',
    standard: null,
    making: { kind: 'ratio', ratio: { numerator: ['labourEarned'], denominator: [hours] } },
    edges: [
      { reason: 'NO_STANDARD', when: (sums) => total(sums, 'withoutLabourStandard') > 0n },
      { reason: 'NO_HOURS', when: isZero([hours]) },
    ],
    warnings: [provisional, { flag: 'estimated', when: (sums) => total(sums, 'inferredHours') > 0n }],
    groupings: ['line', 'product', 'shift', 'area', 'order'],
  };
}

/** Of the work of people. */
export const PEOPLE_FORMULAS: readonly Formula[] = [
  {
    id: 'labour_efficiency',
    version: 1,
    name: 'Labour efficiency',
    words: {
      numerator: 'Σ labour hours · produced',
      denominator: 'hours worked',
      rule: 'produced · standard labour hours / hours worked',
    },
    ...labour('labourWorked'),
  },
  {
    id: 'labour_efficiency_scheduled',
    version: 1,
    name: 'Labour efficiency by scheduled hours',
    words: {
      numerator: 'Σ labour hours · produced',
      denominator: 'hours scheduled',
      rule: 'produced · standard labour hours / hours scheduled',
    },
    ...labour('labourScheduled'),
  },
  {
    id: 'absenteeism',
    version: 1,
    name: 'Absenteeism',
    unit: '%',
    words: {
      numerator: 'hours absent',
      denominator: 'hours scheduled',
      rule: 'hours absent / hours scheduled, without planned leave on both sides',
    },
    standard: null,
    making: { kind: 'ratio', ratio: { numerator: ['hoursAbsent'], denominator: ['hoursScheduled'] } },
    edges: [{ reason: 'NO_HOURS', when: isZero(['hoursScheduled']) }],
    warnings: [],
    groupings: ['shift', 'employee'],
  },
  {
    id: 'bradford',
    version: 1,
    name: 'Bradford factor',
    unit: '1',
    words: {
      numerator: 'spells² · days',
      denominator: '1',
      rule: 'spells² · scheduled days of absence in the 52 weeks before',
    },
    standard: null,
    making: { kind: 'spells' },
    edges: [],
    warnings: [],
    groupings: ['employee'],
  },
];
