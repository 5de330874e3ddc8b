/** Calendar days in an organisation's time zone: the date of a moment, and days after a date. */

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
    format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', { timeZone, ...parts });
    formats.set(timeZone, format);
  }
  return format;
}

/**
 * The date that a moment (ISO 8601 UTC) falls on in an IANA time zone, as `YYYY-MM-DD`.
 * @throws RangeError for a zone that this runtime does not know
 */
export function localDate(moment: string, timeZone: string): string {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(new Date(moment))
      .map(({ type, value }) => [type, value]),
  );
  return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
}

/** The date so many days after one, both `YYYY-MM-DD`; a calendar day is one day, however long its zone makes it. */
export function daysAfter(date: string, days: number): string {
  const start = new Date(`${date}T00:00:00.000Z`);
  start.setUTCDate(start.getUTCDate() + days);
  return start.toISOString().slice(0, 10);
}
