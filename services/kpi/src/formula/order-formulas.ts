import type { KpiGrouping } from '#contracts/kpi/kpi-words';
import type { SumName } from '../figure/sums';
import type { Formula } from './formula';
import { isZero } from './time-formulas';

function onTime(
  numerator: readonly SumName[],
  due: SumName,
): Pick<Formula, 'version' | 'unit' | 'standard' | 'making' | 'edges' | 'warnings' | 'groupings'> {
  return {
    version: 1,
    unit: '%',
    standard: null,
    making: { kind: 'ratio', ratio: { numerator, denominator: [due] } },
    edges: [{ reason: 'NONE_DUE', when: isZero([due]) }],
    warnings: [],
    groupings: ['order'] satisfies KpiGrouping[],
  };
}

/** Of deliveries and work in progress. */
export const ORDER_FORMULAS: readonly Formula[] = [
  {
    id: 'otd_gross',
    name: 'On-time delivery, gross',
    words: {
      numerator: 'on time',
      denominator: 'due',
      rule: 'on time / (delivered in the period + open and overdue), against the first promise',
    },
    ...onTime(['onTime'], 'due'),
  },
  {
    id: 'otd_net',
    name: 'On-time delivery, net',
    words: {
      numerator: 'on time + justified',
      denominator: 'due',
      rule: 'the same, with justified lates counted on time',
    },
    ...onTime(['onTime', 'justified'], 'due'),
  },
  {
    id: 'otd_true',
    name: 'On-time delivery of complete orders',
    words: {
      numerator: 'orders complete and on time',
      denominator: 'orders due',
      rule: 'orders of which every line was delivered in full and on time / orders due',
    },
    ...onTime(['onTimeOrders'], 'dueOrders'),
  },
  {
    id: 'wip_age',
    version: 1,
    name: 'Age of work in progress',
    unit: 'd',
    words: {
      numerator: 'Σ age of open jobs',
      denominator: 'open jobs',
      rule: 'as-of − start − the union of holds, in days; of several jobs their mean',
    },
    standard: null,
    making: { kind: 'ratio', ratio: { numerator: ['jobAge'], denominator: ['jobs'] } },
    edges: [{ reason: 'NO_JOB', when: isZero(['jobs']) }],
    warnings: [],
    groupings: ['product', 'job'],
  },
];
