import type { GetKpiLosses, KpiLosses } from '#contracts/kpi/get-kpi-losses';
import { SUM_PLACES, exactText, totalOf } from '../figure/sums';
import { waterfall } from '../losses/waterfall';
import { SCHEDULED } from '../formula/time-formulas';
import type { MomentGiven } from './asked-moments';
import { askedPeriod } from './asked-period.query';
import { groupedSums } from './grouped-sums.query';
import { lineCells } from './line-cells.query';

export async function getKpiLosses(query: GetKpiLosses, given: MomentGiven): Promise<KpiLosses> {
  const { question, asOf } = await askedPeriod(query, given);
  const { total } = await groupedSums(question, [lineCells], given.rows);
  const scheduled = exactText(totalOf(total, SCHEDULED), SUM_PLACES);
  return { ...question.period, asOf, knownAt: question.knownAt, scheduled, items: waterfall(total) };
}
