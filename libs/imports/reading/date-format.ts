import type { DateFormat } from '#contracts/imports/import-mapping';

const PARTS = /^(\d{1,4})([-./])(\d{1,2})\2(\d{1,4})$/;
const ORDER: Readonly<Record<DateFormat, readonly [number, number, number]>> = {
  ymd: [0, 1, 2],
  dmy: [2, 1, 0],
  mdy: [2, 0, 1],
};

/** `YYYY-MM-DD`, or undefined if the text is no date in this order. A year has four digits. */
export function readDate(text: string, format: DateFormat): string | undefined {
  const match = PARTS.exec(text.trim());
  if (!match) return undefined;
  const parts = [match[1], match[3], match[4]] as [string, string, string];
  const [year, month, day] = ORDER[format].map((at) => parts[at]) as [string, string, string];
  if (year.length !== 4 || month.length > 2 || day.length > 2) return undefined;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const time = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(date) ? date : undefined;
}
