import { In, type EntityManager } from 'typeorm';
import { daysAfter } from '#contracts/values/local-date';
import { viewOf } from '#libs/read-models';
import { LineSetups, dayFigures, type DayFigures } from '../line-sums/day-figures';
import type { DayHistory, LineItem } from '../line-sums/day-history';
import { placeOf } from '../line-sums/due-days';
import { historiesOf, homesOf, setupNamesOf } from '../line-sums/line-day-restatement';
import { LineDayRow, LineItemRow, LineOpenRow } from '../line-sums/line-sums.entity';
import { namedSetup } from './known-setup.query';
import { lastDate, type Within } from './within';

export interface LineDate {
  readonly lineId: string;
  readonly date: string;
}

/** A line's business date as it was at the moment of the question. */
export interface MomentDay extends LineDate {
  /** What was recorded of it, and what reaches into it, by the date in whose stream it is. */
  readonly histories: ReadonlyMap<string, DayHistory>;
  /** Of the moment, as far as the day depends on it. */
  readonly setups: LineSetups;
  readonly figures: DayFigures;
}

type Day = Pick<LineDayRow, 'lineId' | 'date' | 'homes'>;
type OpenItems = ReadonlyMap<string, LineOpenRow>;

/**
 * The days of which the stored sums are not those of the moment: something had not ended, or was recorded or set up later.
 * They are worked out anew from all that was recorded of them, by the same function.
 */
export async function momentDays(within: Within, rows: EntityManager): Promise<MomentDay[]> {
  const open = await openItems(within, rows);
  const days = [
    ...(await unsettledDays(within, [...open.keys()], rows)),
    ...openDays(within, await recordedPlaces(within, [...open.keys()], rows), open),
  ];
  if (days.length === 0) return [];
  return (await DayReader.open(within, rows)).figuresOf(days);
}

/** Works out days of the moment of a question. */
export class DayReader {
  private constructor(
    private readonly within: Within,
    private readonly rows: EntityManager,
    private readonly open: OpenItems,
  ) {}

  static async open(within: Within, rows: EntityManager): Promise<DayReader> {
    return new DayReader(within, rows, await openItems(within, rows));
  }

  /** All days of the period of which something is recorded, or that something open reaches; by date and line. */
  async places(): Promise<LineDate[]> {
    const { tenantId, period, asOf, lineIds } = this.within;
    const found = await this.rows.query<LineDate[]>(
      `SELECT line_id AS "lineId", date FROM ${viewOf(this.rows, LineDayRow)}
        WHERE tenant_id = $1 AND date BETWEEN $2 AND $3 AND ($4::uuid[] IS NULL OR line_id = ANY ($4))`,
      [tenantId, period.from, lastDate(period.to, asOf), lineIds],
    );
    const known = new Set(found.map(({ lineId, date }) => placeOf(lineId, date)));
    const all = [...found, ...openDays(this.within, known, this.open)];
    const text = ({ date, lineId }: LineDate) => `${date} ${lineId}`;
    return all.toSorted((one, other) => (text(one) < text(other) ? -1 : 1));
  }

  /** Of days with or without anything recorded, in their order. */
  async figuresAt(days: readonly LineDate[]): Promise<MomentDay[]> {
    if (days.length === 0) return [];
    const { tenantId } = this.within;
    const found = await this.rows.query<(Day & { place: string })[]>(
      `SELECT place, line_id AS "lineId", date, homes FROM ${viewOf(this.rows, LineDayRow)}
        WHERE tenant_id = $1 AND place = ANY ($2)`,
      [tenantId, days.map(({ lineId, date }) => placeOf(lineId, date))],
    );
    const known = new Map(found.map((day) => [day.place, day]));
    return this.figuresOf(
      days.map(({ lineId, date }) => known.get(placeOf(lineId, date)) ?? { lineId, date, homes: [] }),
    );
  }

  async figuresOf(days: readonly Day[]): Promise<MomentDay[]> {
    const { asOf, knownAt } = this.within;
    const moment = { asOf: Date.parse(asOf), knownAt };
    const histories = await this.historiesOf(days);
    const lineIds = days.map(({ lineId }) => lineId);
    const names = setupNamesOf(lineIds, [...histories.values()].flat());
    const setups = new LineSetups(await namedSetup(this.within, this.rows, names));
    return days.map((day) => {
      const { lineId, date } = day;
      const own = [date, ...this.homesOf(day)].map(
        (home) => [home, histories.get(placeOf(lineId, home)) ?? []] as const,
      );
      const input = { lineId, date, histories: new Map(own) };
      return { ...input, setups, figures: dayFigures(input, setups, moment) };
    });
  }

  /** Of the days, and of those from which something may reach into them. */
  private async historiesOf(days: readonly Day[]): Promise<ReadonlyMap<string, DayHistory>> {
    const places = days.flatMap((day) => [day.date, ...this.homesOf(day)].map((date) => placeOf(day.lineId, date)));
    return historiesOf(
      await this.rows.query<(LineItem & { place: string })[]>(
        `SELECT place, item_id AS "itemId", kind, versions FROM ${viewOf(this.rows, LineItemRow)}
          WHERE tenant_id = $1 AND place = ANY ($2) ORDER BY place, item_id`,
        [this.within.tenantId, [...new Set(places)]],
      ),
    );
  }

  private homesOf(day: Day): string[] {
    return homesOf(day, this.open.get(day.lineId));
  }
}

async function openItems({ tenantId, lineIds }: Within, rows: EntityManager): Promise<OpenItems> {
  const found = await rows.findBy(LineOpenRow, { tenantId, ...(lineIds && { lineId: In([...lineIds]) }) });
  return new Map(found.filter(({ open }) => Object.keys(open).length > 0).map((row) => [row.lineId, row]));
}

function unsettledDays(
  { tenantId, period, asOf, knownAt, lineIds }: Within,
  openLines: readonly string[],
  rows: EntityManager,
): Promise<Day[]> {
  return rows.query<Day[]>(
    `SELECT line_id AS "lineId", date, homes
       FROM ${viewOf(rows, LineDayRow)}
      WHERE tenant_id = $1 AND date BETWEEN $2 AND $3
        AND (settled_at IS NULL OR settled_at > $4 OR changed_at > $5)
        AND (first_at <= $5 OR homes <> '{}' OR line_id = ANY ($7))
        AND ($6::uuid[] IS NULL OR line_id = ANY ($6))`,
    [tenantId, period.from, lastDate(period.to, asOf), asOf, knownAt, lineIds, openLines],
  );
}

async function recordedPlaces(
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
function openDays({ period, asOf }: Within, known: ReadonlySet<string>, open: OpenItems): Day[] {
  const to = lastDate(period.to, asOf);
  const reached: Day[] = [];
  for (const { lineId, open: items } of open.values()) {
    const [first] = Object.values(items).toSorted();
    if (first === undefined) continue;
    for (let date = first > period.from ? first : period.from; date <= to; date = daysAfter(date, 1)) {
      if (!known.has(placeOf(lineId, date))) reached.push({ lineId, date, homes: [] });
    }
  }
  return reached;
}
