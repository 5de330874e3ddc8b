import type { Page } from '#contracts/declare/list-request';
import { MAX_COMPLETENESS_DAYS, MAX_MISSING_NAMES, type ListMissingData, type MissingData } from '#contracts/kpi/list-missing-data'; // prettier-ignore
import type { KpiMissing } from '#contracts/kpi/kpi-words';
import { daysAfter } from '#contracts/values/local-date';
import { invalid } from '#contracts/declare/validation';
import { acceptor, askedPage, mismatch, pageOf, type PagedList } from '#libs/read-models';
import type { QueryGiven } from '#libs/runtime';
import { attendedShifts, firstAttendedDate } from '../completeness/attended-shifts.query';
import { setupChangedAfterClosing } from '../completeness/changed-setup';
import { LateInputs } from '../completeness/late-inputs.query';
import { changedAfterClosing, missingOf, type Missing } from '../completeness/missing';
import { lineDay } from '../figure/line-day';
import { standardsOf } from '../line-sums/day-figures';
import { placeOf } from '../line-sums/due-days';
import type { KnownSetup } from '../line-sums/setup-history';
import { closedAt } from '../period/closed-since';
import { KpiPeriodRow } from '../period/kpi-period.entity';
import type { MomentGiven } from './asked-moments';
import { askedPeriod } from './asked-period.query';
import { knownSetup } from './known-setup.query';
import { DayReader, type LineDate, type MomentDay } from './moment-days.query';
import { lastDate, linesOf, withinLines } from './within';

const isText = acceptor('text');
const missing: PagedList = {
  name: 'missing-data',
  order: 'date',
  sort: ['date'],
  filters: { from: isText, to: isText, lineId: isText, area: isText, what: isText },
};

/** `GET kpis/completeness`: some dates at a time, and no further than the page needs. */
export async function listMissingData(query: ListMissingData, given: MomentGiven): Promise<Page<MissingData>> {
  const page = askedPage(missing, query);
  const asked = page.asked.filters as ListMissingData;
  const { question, setup } = await askedPeriod(asked, given);
  const { from, to } = question.period;
  if ((Date.parse(to) - Date.parse(from)) / 86_400_000 >= MAX_COMPLETENESS_DAYS)
    throw invalid([{ pointer: '?to', code: 'RANGE', message: `must be within ${MAX_COMPLETENESS_DAYS} days of from` }]);
  const [afterDate = '', afterPlace = ''] = textsIn(page.after);
  const within = withinLines(question, setup);
  const { rows } = given;
  const periods = await rows.findBy(KpiPeriodRow, { tenantId: question.tenantId });
  const of: Of = {
    within,
    setup,
    what: asked.what,
    reader: await DayReader.open(within, rows),
    targets: await knownSetup(question, rows, ['target']),
    attendedFrom: await firstAttendedDate(question, rows),
    periods,
    late: isOfLate(asked.what) ? await LateInputs.open({ within, periods, rows }) : undefined,
    rows,
  };
  const last = lastDate(to, question.asOf);
  const days = Math.max(1, Math.floor(DAYS_AT_ONCE / Math.max(1, linesOf(within, setup).length)));
  const found: Placed[] = [];
  let first = afterDate > from ? afterDate : from;
  while (first <= last && found.length <= page.limit) {
    const until = lastOf(daysAfter(first, days - 1), last);
    const onDates = await missingOn({ from: first, to: until }, of);
    found.push(...onDates.filter(({ date, place }) => date > afterDate || place > afterPlace));
    first = daysAfter(until, 1);
  }
  const { items, nextCursor } = pageOf(page, found.slice(0, page.limit + 1), ({ date, place }) => [date, place]);
  return { items: items.map(({ place: _, ...item }) => item), nextCursor };
}

/** Business dates of lines that are read together. */
const DAYS_AT_ONCE = 100;

const lastOf = (one: string, other: string) => (one < other ? one : other);

function textsIn(after: readonly unknown[] | undefined): readonly string[] {
  if (!after) return [];
  if (after.length !== 2 || !after.every((value) => typeof value === 'string')) throw mismatch();
  return after;
}

interface Of {
  readonly within: ReturnType<typeof withinLines>;
  readonly setup: KnownSetup;
  readonly what: KpiMissing | undefined;
  readonly reader: DayReader;
  readonly targets: KnownSetup;
  /** The organisation has recorded hours since then; null: never. */
  readonly attendedFrom: string | null;
  readonly periods: readonly KpiPeriodRow[];
  /** Undefined where they are not asked for. */
  readonly late: LateInputs | undefined;
  readonly rows: QueryGiven['rows'];
}

type Placed = MissingData & { readonly place: string };

/** Ids of lines come before it. */
const OF_NO_LINE = '~';

/** Whether inputs beside those of the line's day are asked for. */
const isOfLate = (what: KpiMissing | undefined) => what === undefined || LATE.test(what);
const LATE = /^(?:inspections|attendance|deliveries|jobs)_/;

/** In the order of dates, and of one date by line, and last what is of none. */
async function missingOn(dates: { readonly from: string; readonly to: string }, of: Of): Promise<Placed[]> {
  const { within, setup, reader, attendedFrom, rows } = of;
  const isAttended = attendedFrom !== null && attendedFrom <= dates.to;
  const attended = isAttended
    ? await attendedShifts(dates, within, rows)
    : new Map<string, ReadonlySet<string | null>>();
  const places: LineDate[] = [];
  for (let date = dates.from; date <= dates.to; date = daysAfter(date, 1)) {
    places.push(...linesOf(within, setup).map(({ lineId }) => ({ lineId, date })));
  }
  const found = (await reader.figuresAt(places)).flatMap((day) => {
    const hours = isAttended && attendedFrom <= day.date ? (attended.get(day.date) ?? new Set<string>()) : undefined;
    return lacksOf(day, hours, of);
  });
  for (let date = dates.from; of.late && date <= dates.to; date = daysAfter(date, 1)) {
    found.push(...(await of.late.on(date)).map((each) => ({ ...each, date, shift: null })));
  }
  const counts = new Map<string, number>();
  return found
    .filter(({ what }) => of.what === undefined || what === of.what)
    .map((each) => {
      const index = counts.get(each.date) ?? 0;
      counts.set(each.date, index + 1);
      return placed(each, index, setup);
    })
    .toSorted((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1));
}

const orderOf = ({ date, place }: Placed) => `${date} ${place}`;

interface Lacking extends Missing {
  readonly lineId: string | null;
  readonly count: number;
}

/** `attended`: the shifts of the date of which hours are known; undefined where none are to be. */
function lacksOf(
  { lineId, date, setups, histories, figures: { day, shifts: recorded } }: MomentDay,
  attended: ReadonlySet<string | null> | undefined,
  { within, setup, targets, periods }: Of,
): Lacking[] {
  const shifts = lineDay(day);
  const standards = standardsOf(shifts, { lineId, date, setups });
  const closed = closedAt(periods, { lineId, date });
  const told = { lineId, date, area: setup.lines.get(lineId)?.area ?? null, histories };
  const known = { setup: setups.setup, targets, knownAt: within.knownAt };
  const changed = changedAfterClosing(histories.get(date) ?? [], closed);
  // A date of which nothing is recorded has no figures that setup could change.
  const ofSetup = recorded.length > 0 ? setupChangedAfterClosing(told, known, closed) : [];
  const lacks: Missing[] = missingOf(day, shifts, { standards, ...(attended && { attended }) });
  if (changed.length > 0) lacks.push({ date, shift: null, what: 'changed_after_closing', of: changed });
  if (ofSetup.length > 0) lacks.push({ date, shift: null, what: 'setup_changed_after_closing', of: ofSetup });
  return lacks.map((each) => ({ ...each, lineId, count: Math.max(each.of.length, 1) }));
}

/** `index`: within its date, so that a page that begins in it finds the same places. */
function placed({ date, lineId, shift, what, of, count }: Lacking, index: number, { lines }: KnownSetup): Placed {
  return {
    date,
    lineId,
    lineCode: lineId === null ? null : (lines.get(lineId)?.code ?? null),
    shift,
    what,
    of: of.slice(0, MAX_MISSING_NAMES),
    count,
    place: `${lineId === null ? OF_NO_LINE : placeOf(lineId, date)} ${String(index).padStart(6, '0')}`,
  };
}
