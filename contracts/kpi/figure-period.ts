import { Code, Id, LocalDate, Text } from '../declare/fields';

/** The longest period, in business dates. */
export const MAX_KPI_DAYS = 3_660;

/** The first and the last business date of a request for figures. */
export interface FigurePeriod {
  from?: string;
  to?: string;
}

export function periodFault(max = MAX_KPI_DAYS) {
  return ({ from, to }: FigurePeriod) => {
    if (from === undefined || to === undefined) return undefined;
    const days = (Date.parse(to) - Date.parse(from)) / 86_400_000;
    if (days >= 0 && days < max) return undefined;
    return { pointer: '/to', code: 'RANGE', message: `must be on or after from, within ${max} days` };
  };
}

export const fromDate = () =>
  LocalDate({ optional: true, description: 'The first business date. Default: six days before the last' });
export const toDate = () => LocalDate({ optional: true, description: 'The last business date. Default: today' });
export const ofLine = () => Id({ optional: true });
export const ofShift = () => Text({ max: 64, optional: true, example: 'Early' });
export const ofArea = () => Text({ max: 100, optional: true });
export const ofProduct = () => Code({ optional: true });
