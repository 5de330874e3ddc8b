import type { KpiQuestion } from '../figure/cell-source.query';
import type { KnownSetup } from '../line-sums/setup-history';
import { localDate } from '#contracts/values/local-date';
import { filtersOf, periodOf } from './asked-figures.query';
import { momentsOf, type MomentGiven } from './asked-moments';
import { knownSetup } from './known-setup.query';
import { linesCountedBy } from './standing-lines';

interface Asked {
  readonly from?: string;
  readonly to?: string;
  readonly lineId?: string;
  readonly shift?: string;
  readonly area?: string;
  readonly asOf?: string;
  readonly knownAt?: string;
}

/** A question about a period as a whole, with its moments as they are echoed, and the setup of lines then. */
export async function askedPeriod(
  asked: Asked,
  { context: { tenantId }, rows, ...given }: MomentGiven,
): Promise<{ readonly question: KpiQuestion; readonly setup: KnownSetup; readonly asOf: string }> {
  const { knownAt, asOf } = momentsOf(asked, given.knownAt);
  const setup = await knownSetup({ tenantId, knownAt }, rows, ['organization', 'line', 'reason']);
  const { timeZone } = setup;
  const moment = asOf < knownAt ? asOf : knownAt;
  const period = periodOf(asked, localDate(moment, timeZone));
  const filters = filtersOf(asked);
  const countedLines = linesCountedBy({ groupBy: [], filters });
  const whole = { grain: 'total', groupBy: [], filters, countedLines, against: 'first' } as const;
  return { question: { tenantId, timeZone, period, ...whole, asOf: moment, knownAt }, setup, asOf };
}
