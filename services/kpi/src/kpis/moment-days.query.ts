import { In, type EntityManager } from 'typeorm';
import { daysAfter } from '#contracts/values/local-date';
import { viewOf } from '#libs/read-models';
import { LineSetups, dayFigures, type DayFigures } from '../line-sums/day-figures';
import { NO_HISTORY, type DayHistory } from '../line-sums/day-history';
import { placeOf } from '../line-sums/due-days';
import { homesOf } from '../line-sums/line-day-restatement';
import { LineDayRow, LineOpenRow } from '../line-sums/line-sums.entity';
import { knownSetup } from './known-setup.query';
import { lastDate, type Within } from './within';

/** A line's business date as it was at the moment of the question. */
export interface MomentDay {
  readonly lineId: string;
  readonly date: string;
  readonly figures: DayFigures;
}

type Day = Pick<LineDayRow, 'lineId' | 'date' | 'history' | 'homes'>;

/**
 * The days of which the stored sums are not those of the moment: something had not ended, or was recorded or set up later.
 * They are worked out anew from all that was recorded of them, by the same function.
 */
export async function momentDays(within: Within, rows: EntityManager): Promise<MomentDay[]> {
  const open = await openOf(within, rows);
  const unsettled = await unsettledDays(within, [...open.keys()], rows);
  const unrecorded = openDays(within, await placesOf(within, [...open.keys()], rows), open);
  return figuresOf(within, [...unsettled, ...unrecorded], open, rows);
}

/** All days of the period, worked out anew. */
export async function everyDay(within: Within, rows: EntityManager): Promise<MomentDay[]> {
  const open = await openOf(within, rows);
  const { tenantId, period, asOf, lineIds } = within;
  const all = await rows.query<Day[]>(
    `SELECT line_id AS "lineId", date, history, homes FROM ${viewOf(rows, LineDayRow)}
      WHERE tenant_id = $1 AND date BETWEEN $2 AND $3 AND ($4::uuid[] IS NULL OR line_id = ANY ($4))`,
    [tenantId, period.from, lastDate(period.to, asOf), lineIds],
  );
  const known = new Set(all.map(({ lineId, date }) => placeOf(lineId, date)));
  return figuresOf(within, [...all, ...openDays(within, known, open)], open, rows);
}

async function figuresOf(
  within: Within,
  days: readonly Day[],
  open: ReadonlyMap<string, LineOpenRow>,
  rows: EntityManager,
): Promise<MomentDay[]> {
  if (days.length === 0) return [];
  const histories = new Map(days.map((day) => [placeOf(day.lineId, day.date), day.history]));
  const homes = (day: Day) => homesOf(day, open.get(day.lineId));
  const missing = days.flatMap((day) => homes(day).map((home) => placeOf(day.lineId, home)));
  for (const row of await daysAt(
    within,
    [...new Set(missing)].filter((place) => !histories.has(place)),
    rows,
  )) {
    histories.set(row.place, row.history);
  }
  const setup = await knownSetup(within, rows, ['organization', 'calendar', 'reason', 'standard']);
  const setups = new LineSetups(setup);
  const moment = { asOf: Date.parse(within.asOf), knownAt: within.knownAt };
  return days.map((day) => {
    const { lineId, date } = day;
    const known: [string, DayHistory][] = [date, ...homes(day)].map((home) => [
      home,
      histories.get(placeOf(lineId, home)) ?? NO_HISTORY,
    ]);
    return { lineId, date, figures: dayFigures({ lineId, date, histories: new Map(known) }, setups, moment) };
  });
}

async function daysAt({ tenantId }: Within, places: readonly string[], rows: EntityManager) {
  if (places.length === 0) return [];
  return rows.query<Pick<LineDayRow, 'place' | 'history'>[]>(
    `SELECT place, history FROM ${viewOf(rows, LineDayRow)} WHERE tenant_id = $1 AND place = ANY ($2)`,
    [tenantId, places],
  );
}

async function openOf({ tenantId, lineIds }: Within, rows: EntityManager): Promise<ReadonlyMap<string, LineOpenRow>> {
  const found = await rows.findBy(LineOpenRow, { tenantId, ...(lineIds && { lineId: In([...lineIds]) }) });
  return new Map(found.flatMap((row) => (Object.keys(row.open).length > 0 ? [[row.lineId, row]] : [])));
}

async function unsettledDays(
  { tenantId, period, asOf, knownAt, lineIds }: Within,
  openLines: readonly string[],
  rows: EntityManager,
): Promise<Day[]> {
  return rows.query<Day[]>(
    `SELECT line_id AS "lineId", date, history, homes
       FROM ${viewOf(rows, LineDayRow)}
      WHERE tenant_id = $1 AND date BETWEEN $2 AND $3
        AND (settled_at IS NULL OR settled_at > $4 OR changed_at > $5)
        AND (first_at <= $5 OR homes <> '{}' OR line_id = ANY ($7))
        AND ($6::uuid[] IS NULL OR line_id = ANY ($6))`,
    [tenantId, period.from, lastDate(period.to, asOf), asOf, knownAt, lineIds, openLines],
  );
}

async function placesOf(
  { tenantId, period }: Within,
  lineIds: readonly string[],
  rows: EntityManager,
): Promise<ReadonlySet<string>> {
  if (lineIds.length === 0) return new Set();
  const found = await rows.query<{ place: string }[]>(
    `SELECT place FROM ${viewOf(rows, LineDayRow)} WHERE tenant_id = $1 AND date BETWEEN $2 AND $3 AND line_id = ANY ($4)`,
    [tenantId, period.from, period.to, lineIds],
  );
  return new Set(found.map(({ place }) => place));
}

/** The days of which nothing was recorded, and that something open reaches. */
function openDays({ period, asOf }: Within, known: ReadonlySet<string>, open: ReadonlyMap<string, LineOpenRow>): Day[] {
  const to = lastDate(period.to, asOf);
  const reached: Day[] = [];
  for (const { lineId, open: items } of open.values()) {
    const [first] = Object.values(items).toSorted();
    if (first === undefined) continue;
    for (let date = first > period.from ? first : period.from; date <= to; date = daysAfter(date, 1)) {
      if (!known.has(placeOf(lineId, date))) reached.push({ lineId, date, history: NO_HISTORY, homes: [] });
    }
  }
  return reached;
}
