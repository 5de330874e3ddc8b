import { List, LocalDate, Text } from '../declare/fields';
import { faultAt } from '../errors';
import type { DaySeries } from '../values/recurrence';
import { isRuleFault, readRecurrenceRule } from '../values/recurrence-rule';

export const MAX_RULE_LENGTH = 500;
export const MAX_RECURRENCE_DATES = 200;

/** The recurrence of a task or a calendar event, as it is recorded. */
export class Recurring {
  @Text({ max: MAX_RULE_LENGTH, nullable: true, example: 'FREQ=WEEKLY;BYDAY=MO', description: 'An RRULE of RFC 5545' })
  recurrence!: string | null;
  @List(LocalDate(), { max: MAX_RECURRENCE_DATES, description: 'Days of the rule on which it is not (EXDATE)' })
  excludedDates!: readonly string[];
  @List(LocalDate(), { max: MAX_RECURRENCE_DATES, description: 'Further days on which it is (RDATE)' })
  addedDates!: readonly string[];
}

/** As they are recorded: each once, in order. */
export const recordedDates = (dates: readonly string[] = []): readonly string[] => [...new Set(dates)].sort();

/**
 * The days of a recurrence from a first one on; undefined for one that recurs on no rule.
 * @throws DomainError `VALIDATION_FAILED` or `NO_OCCURRENCE`
 */
export function seriesOf(
  { recurrence, excludedDates, addedDates }: Recurring,
  start: string,
  at?: DaySeries['at'],
): DaySeries | undefined {
  if (recurrence === null) return undefined;
  const rule = readRecurrenceRule(recurrence);
  if (isRuleFault(rule)) {
    if (rule.fault === 'malformed') throw faultAt('VALIDATION_FAILED', '/recurrence', rule.message, 'FORMAT');
    throw faultAt('NO_OCCURRENCE', '/recurrence', rule.message);
  }
  return { start, rule, excluded: excludedDates, added: addedDates, ...(at && { at }) };
}
