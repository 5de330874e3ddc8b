import { Choice, Code, Count, Instant, Quantity, Text } from '../declare/fields';
import type { FieldError } from '../errors';
import { MAX_PEOPLE } from './production-events';

/** The quantities of an entry are in units, or in packs of the product's standard. */
export const QUANTITY_UNITS = ['unit', 'pack'] as const;
export type QuantityUnit = (typeof QUANTITY_UNITS)[number];

/** The fields of a production entry that can be changed. A field that is left out stays as it is. */
export class ChangedOutput {
  @Text({ max: 64, optional: true, description: 'Of an entry of a shift' }) shift?: string;
  @Instant({ optional: true, description: 'Of an entry of a run; on the same business date' }) from?: string;
  @Instant({ optional: true, nullable: true, description: 'Of an entry of a run; null: it runs still' })
  to?: string | null;
  @Code({ optional: true }) product?: string;
  @Quantity({ sign: 'not_negative', optional: true, example: '520' }) good?: string;
  @Quantity({ sign: 'not_negative', optional: true }) rework?: string;
  @Quantity({ sign: 'not_negative', optional: true }) scrap?: string;
  @Quantity({ sign: 'not_negative', optional: true, description: 'The sum of the three, to check them' })
  produced?: string;
  @Choice(QUANTITY_UNITS, { optional: true, description: 'Of the quantities beside it. Default: unit' })
  unit?: QuantityUnit;
  @Code({ optional: true, nullable: true }) order?: string | null;
  @Count({ min: 0, max: MAX_PEOPLE, optional: true, nullable: true }) people?: number | null;
  @Quantity({ sign: 'not_negative', optional: true, nullable: true, description: 'Worked on it' })
  hours?: string | null;
}

/** An entry is told for a shift of a business date, or for a run. */
export function faultOfEntryTime({
  date,
  shift,
  from,
  to,
}: {
  readonly date?: string;
  readonly shift?: string;
  readonly from?: string;
  readonly to?: string;
}): FieldError | undefined {
  const told = { date, shift };
  for (const name of ['date', 'shift'] as const) {
    if (from === undefined && told[name] === undefined) {
      return { pointer: `/${name}`, code: 'REQUIRED', message: 'is required without from' };
    }
    if (from !== undefined && told[name] !== undefined) {
      return { pointer: `/${name}`, code: 'CHOICE', message: 'must be absent beside from' };
    }
  }
  if (to === undefined) return undefined;
  if (from === undefined) return { pointer: '/to', code: 'CHOICE', message: 'must be absent without from' };
  return to > from ? undefined : { pointer: '/to', code: 'RANGE', message: 'must be after from' };
}
