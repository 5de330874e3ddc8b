import { WEEKDAYS, type RecurrenceRule } from '#contracts/values/recurrence-rule';

/** A rule as RFC 5545 writes it, made of its parts: nothing of what somebody typed. */
export function ruleText(
  rule: RecurrenceRule,
  untilText: (until: NonNullable<RecurrenceRule['until']>) => string,
): string {
  const list = (name: string, values: readonly (number | string)[]) =>
    values.length > 0 ? [`${name}=${values.join(',')}`] : [];
  return [
    `FREQ=${rule.frequency}`,
    ...(rule.interval > 1 ? [`INTERVAL=${rule.interval}`] : []),
    ...(rule.count === null ? [] : [`COUNT=${rule.count}`]),
    ...(rule.until === null ? [] : [`UNTIL=${untilText(rule.until)}`]),
    ...list('BYMONTH', rule.months),
    ...list('BYWEEKNO', rule.weeks),
    ...list('BYYEARDAY', rule.yearDays),
    ...list('BYMONTHDAY', rule.monthDays),
    ...list(
      'BYDAY',
      rule.days.map(({ weekday, nth }) => `${nth === 0 ? '' : nth}${WEEKDAYS[weekday] ?? ''}`),
    ),
    ...list('BYSETPOS', rule.positions),
    ...(rule.weekStart === 0 ? [] : [`WKST=${WEEKDAYS[rule.weekStart] ?? ''}`]),
  ].join(';');
}
