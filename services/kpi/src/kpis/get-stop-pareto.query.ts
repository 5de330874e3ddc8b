import type { EntityManager } from 'typeorm';
import type { GetStopPareto, StopPareto } from '#contracts/kpi/get-stop-pareto';
import { scaledText } from '#contracts/values/amounts';
import { rounded } from '#contracts/values/fraction';
import { foldedText } from '#contracts/values/text-folding';
import { viewOf } from '#libs/read-models';
import { exactText } from '../figure/sums';
import type { StopsOfShift } from '../line-sums/day-figures';
import { LineDayRow } from '../line-sums/line-sums.entity';
import { pareto } from '../losses/pareto';
import type { MomentGiven } from './asked-moments';
import { askedPeriod } from './asked-period.query';
import { momentDays } from './moment-days.query';
import { standingLines } from './standing-lines';
import { SETTLED, settledBounds, withinLines, type Within } from './within';

const MILLISECOND_PLACES = 3;
const MINUTE_MS = 60_000n;

export async function getStopPareto(query: GetStopPareto, given: MomentGiven): Promise<StopPareto> {
  const { question, setup, asOf } = await askedPeriod(query, given);
  const within = standingLines(withinLines(question, setup), setup);
  const shift = query.shift === undefined ? undefined : foldedText(query.shift);
  const stops = (await stopsWithin(within, given.rows)).filter(
    (each) => shift === undefined || foldedText(each.shift) === shift,
  );
  const times = stops.map(({ reasonId, class: of, time, count }) => ({ reason: reasonId, class: of, time: BigInt(time), count: BigInt(count) })); // prettier-ignore
  const items = pareto(times, query.by ?? 'time').map(
    ({ reason: reasonId, class: of, time, count, share, cumulated }) => {
      const reason = reasonId === null ? undefined : setup.reasons.get(reasonId);
      return {
        reasonId,
        reason: reason?.code ?? null,
        name: reason?.name ?? null,
        class: of,
        seconds: exactText(time, MILLISECOND_PLACES),
        minutes: scaledText(rounded(time * 100n, MINUTE_MS), 2),
        count: Number(count),
        share,
        cumulated,
      };
    },
  );
  return { ...question.period, asOf, knownAt: question.knownAt, items };
}

async function stopsWithin(within: Within, rows: EntityManager): Promise<StopsOfShift[]> {
  if (within.lineIds?.length === 0) return [];
  const settled = await rows.query<{ stops: readonly StopsOfShift[] }[]>(
    `SELECT stops FROM ${viewOf(rows, LineDayRow)} WHERE ${SETTLED} AND stops <> '[]'`,
    settledBounds(within),
  );
  const days = await momentDays(within, rows);
  return [...settled.flatMap(({ stops }) => stops), ...days.flatMap(({ figures }) => figures.stops)];
}
