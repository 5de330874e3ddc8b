import type { TargetStatus } from './judge-target';

/**
 * The periods, by their index, in which a breach has lasted for so many periods in a row: an alert is raised there, once for
 * each breach. A period without a figure neither ends a breach nor counts for it.
 */
export function breachAlerts(statuses: readonly (TargetStatus | null)[], periods: number): number[] {
  const raised: number[] = [];
  let lasting = 0;
  statuses.forEach((status, at) => {
    if (status === null) return;
    lasting = status === 'red' ? lasting + 1 : 0;
    if (lasting === periods) raised.push(at);
  });
  return raised;
}
