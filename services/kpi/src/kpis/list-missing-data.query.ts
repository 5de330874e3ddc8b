import type { Page } from '#contracts/declare/list-request';
import { MAX_COMPLETENESS_DAYS, MAX_MISSING_NAMES, type ListMissingData, type MissingData } from '#contracts/kpi/list-missing-data'; // prettier-ignore
import { daysAfter } from '#contracts/values/local-date';
import { invalid } from '#contracts/declare/validation';
import { acceptor, askedPage, mismatch, pageOf, type PagedList } from '#libs/read-models';
import type { QueryGiven } from '#libs/runtime';
import { attendedShifts, firstAttendedDate } from '../completeness/attended-shifts.query';
import { changedAfterClosing, missingOf, type Missing } from '../completeness/missing';
import { lineDay } from '../figure/line-day';
import { standardsOf } from '../line-sums/day-figures';
import { placeOf } from '../line-sums/due-days';
import type { KnownSetup } from '../line-sums/setup-history';
import { closedSince } from '../period/closed-since';
import { KpiPeriodRow } from '../period/kpi-period.entity';
import type { MomentGiven } from './asked-moments';
import { askedPeriod } from './asked-period.query';
import { DayReader, type LineDate } from './moment-days.query';
import { lastDate, linesOf, withinLines } from './within';

const isText = acceptor('text');
const missing: PagedList = {
  name: 'missing-data',
  order: 'date',
  sort: ['date'],
  filters: { from: isText, to: isText, lineId: isText, area: isText },
};

/** `GET kpis/completeness`: date by date, and no further than the page needs. */
export async function listMissingData(query: ListMissingData, given: MomentGiven): Promise<Page<MissingData>> {
  const page = askedPage(missing, query);
  const asked = page.asked.filters as ListMissingData;
  const { question, setup } = await askedPeriod(asked, given);
  const { from, to } = question.period;
  if ((Date.parse(to) - Date.parse(from)) / 86_400_000 >= MAX_COMPLETENESS_DAYS)
    throw invalid([{ pointer: '?to', code: 'RANGE', message: `must be within ${MAX_COMPLETENESS_DAYS} days of from` }]);
  const [afterDate = '', afterPlace = ''] = textsIn(page.after);
  const found: (MissingData & { readonly place: string })[] = [];
  const within = withinLines(question, setup);
  const last = lastDate(to, question.asOf);
  const first = afterDate > from ? afterDate : from;
  const attendedFrom = await firstAttendedDate(question, given.rows);
  const periods = await given.rows.findBy(KpiPeriodRow, { tenantId: question.tenantId });
  for (let date = first; date <= last && found.length <= page.limit; date = daysAfter(date, 1)) {
    const ofDate = await missingOn(date, { within, setup, attendedFrom, periods, rows: given.rows });
    found.push(...ofDate.filter(({ place }) => date > afterDate || place > afterPlace));
  }
  const { items, nextCursor } = pageOf(page, found, ({ date, place }) => [date, place]);
  return { items: items.map(({ place: _, ...item }) => item), nextCursor };
}

function textsIn(after: readonly unknown[] | undefined): readonly string[] {
  if (!after) return [];
  if (after.length !== 2 || !after.every((value) => typeof value === 'string')) throw mismatch();
  return after;
}

interface Of {
  readonly within: ReturnType<typeof withinLines>;
  readonly setup: KnownSetup;
  /** The organisation has recorded hours since then; null: never. */
  readonly attendedFrom: string | null;
  readonly periods: readonly KpiPeriodRow[];
  readonly rows: QueryGiven['rows'];
}

async function missingOn(
  date: string,
  { within, setup, attendedFrom, periods, rows }: Of,
): Promise<(MissingData & { place: string })[]> {
  const ofDate = { ...within, period: { from: date, to: date } };
  const reader = await DayReader.open(ofDate, rows);
  const lines = linesOf(within, setup);
  const days = await reader.figuresAt(lines.map(({ lineId }) => ({ lineId, date })));
  const isAttended = attendedFrom !== null && attendedFrom <= date;
  const attended = isAttended ? { attended: await attendedShifts(date, within, rows) } : {};
  const codes = new Map(lines.map(({ lineId, code }) => [lineId, code]));
  const found = days.flatMap(({ lineId, setups, histories, figures: { day } }) => {
    const shifts = lineDay(day);
    const standards = standardsOf(shifts, { lineId, date, setups });
    const late = changedAfterClosing(histories.get(date) ?? [], closedAt(periods, { lineId, date }));
    const lacks: Missing[] = missingOf(day, shifts, { standards, ...attended });
    if (late.length > 0) lacks.push({ date, shift: null, what: 'changed_after_closing', of: late });
    return lacks.map(({ shift, what, of }, index) => ({
      date,
      lineId,
      lineCode: codes.get(lineId) ?? '',
      shift,
      what,
      of: of.slice(0, MAX_MISSING_NAMES),
      place: `${placeOf(lineId, date)} ${String(index).padStart(4, '0')}`,
    }));
  });
  return found.toSorted((one, other) => (one.place < other.place ? -1 : 1));
}

/** By the line's own period or that of all lines, whichever came first. */
function closedAt(periods: readonly KpiPeriodRow[], { lineId, date }: LineDate): string | null {
  const own = periods.filter((period) => period.lineId === null || period.lineId === lineId);
  const moments = own.flatMap(({ closings }) => closedSince(closings, date) ?? []);
  return moments.toSorted()[0] ?? null;
}
