import { patterned } from '../declare/field-rules';

/** A time on the clock, `HH:MM`, from 00:00 to 23:59. */
export const ClockTime = patterned(
  /^(?:[01]\d|2[0-3]):[0-5]\d$/,
  5,
  'must be a time like 06:00, from 00:00 to 23:59',
  '06:00',
);
