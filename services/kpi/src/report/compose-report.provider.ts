import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { foldedText } from '#contracts/values/text-folding';
import type { CommandContext } from '#libs/identity';
import type { Dates } from '../figure/buckets';
import { lines, type Lines } from '../line/line';
import type { KpiParts } from '../kpi.provider';
import type { ReportInput } from './report-content';
import { linesCountedIn } from './report-figures';
import { trendOf } from './report-period';
import type { ReportSchedule } from './report-schedules';

/** Asks for all that a report of a period is made of. @throws DomainError as the figures do */
export async function reportInput(
  schedule: ReportSchedule,
  period: Dates,
  { tenantId, now: asOf }: Pick<CommandContext, 'tenantId' | 'now'>,
  { commands, reportFigures }: Pick<KpiParts, 'commands' | 'reportFigures'>,
): Promise<ReportInput> {
  const { kpis, groupBy, frequency } = schedule;
  const organization = (await commands.state(organizationFacts, tenantId, tenantId)).state.name;
  const places = placesOf(schedule, (await commands.state(lines, tenantId, tenantId)).state);
  const [area = null, ...otherAreas] = schedule.areas ?? [];
  const isOneArea = area !== null && otherAreas.length === 0;
  const lineIds = places.isAll || isOneArea ? null : places.lines.map(({ id }) => id);
  const { grain, buckets } = trendOf(frequency, period);
  const counted = { countedBy: groupBy, countedLines: linesCountedIn(schedule) };
  const asked = { tenantId, kpis, lineIds, area: isOneArea ? area : null, ...counted, asOf };
  const table = await reportFigures({ ...asked, period, grain: 'total', groupBy });
  const whole = { from: buckets[0]?.from ?? period.from, to: period.to };
  const trend = await reportFigures({ ...asked, period: whole, grain, groupBy: [] });
  const { lines: about, areasWithoutLines } = places;
  return { organization, schedule, period, lines: about, areasWithoutLines, table, trend, buckets };
}

/** The lines of a schedule as they are now. */
function placesOf({ lineIds, areas }: ReportSchedule, { byId }: Lines) {
  const wanted = areas && new Map(areas.map((area) => [foldedText(area), area]));
  const there = [...byId].map(([id, { code, area }]) => ({ id, code, area: area === null ? null : foldedText(area) }));
  const about = there.filter(
    ({ id, area }) => (lineIds?.includes(id) ?? true) && (!wanted || (area !== null && wanted.has(area))),
  );
  const found = new Set(about.map(({ area }) => area));
  const areasWithoutLines = wanted ? [...wanted].flatMap(([key, area]) => (found.has(key) ? [] : area)) : [];
  const sorted = about.toSorted((one, other) => (one.code < other.code ? -1 : 1));
  return { lines: sorted, areasWithoutLines, isAll: lineIds === null && areas === null };
}
