import type { GetShifts, LineShifts } from '#contracts/kpi/get-shifts';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { daysAfter, localDate } from '#contracts/values/local-date';
import type { RequestContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { lines } from '../line/line';
import { linePlan } from '../time/planned-shifts';
import { calendarsFor, shiftCalendars } from './shift-calendars';
import { shownShifts } from './shown-shifts';

const DAYS_AFTER = 6;

/** From the log's own state: the plan of the decisions. An unknown line has no shifts. */
export async function getShifts(
  { lineId, from, to }: GetShifts,
  { tenantId }: RequestContext,
  { commands }: Pick<ServiceParts, 'commands'>,
): Promise<Outcome<LineShifts>> {
  const [{ state: organization }, { state: calendars }, { state: known }] = await Promise.all([
    commands.state(organizationFacts, tenantId, tenantId),
    commands.state(shiftCalendars, tenantId, tenantId),
    commands.state(lines, tenantId, tenantId),
  ]);
  const { timeZone } = organization;
  const first = from ?? (to === undefined ? localDate(new Date().toISOString(), timeZone) : daysAfter(to, -DAYS_AFTER));
  const last = to ?? daysAfter(first, DAYS_AFTER);
  const counted = known.byId.has(lineId) ? calendarsFor(calendars, lineId) : { rows: [], exceptions: [] };
  const shown = shownShifts(linePlan(counted, lineId, timeZone), first, last);
  return { answer: { from: first, to: last, timeZone, ...shown } };
}
