import { DomainError } from '#contracts/errors';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { nameBasedId, type Lookup } from '#libs/event-sourcing';
import type { FactsGiven } from '#libs/runtime';
import { linesOf } from '../line/line';
import { kpiPeriodsOf } from '../period/kpi-periods';
import { productStandardsOf, standardFor, type ProductStandards } from '../product-standard/product-standards';
import { calendarSetOf, calendarsFor } from '../shift-calendar/shift-calendars';
import { stopReasonsOf } from '../stop-reason/stop-reasons';
import { linePlan } from '../time/planned-shifts';
import { businessDateOf, latestDate, shiftsOn, spelledShift, type ZonedPlan } from './business-date';
import { openStopsIn, type DayFacts, type EntryFacts, type OpenStop, type StopFacts } from './day-rules';
import { lineDay, type LineDay } from './line-day';
import { openStopsOf } from './open-stops.query';

/** The stream of a line's business date: UUIDv5, for good. */
export function lineDayIdOf(lineId: string, date: string): string {
  return nameBasedId(date, lineId);
}

export type DayGiven = Pick<FactsGiven<LineDay>, 'context' | 'lookup' | 'state' | 'id'>;
type StopGiven = DayGiven & Pick<FactsGiven<LineDay>, 'parts'>;

/** The plan of a line as of now. */
export async function zonedPlanOf(lineId: string, tenantId: string, lookup: Lookup): Promise<ZonedPlan> {
  const [calendars, { state: organization }] = await Promise.all([
    calendarSetOf(tenantId, lookup),
    lookup.state(organizationFacts, tenantId, tenantId),
  ]);
  const { timeZone } = organization;
  return { plan: linePlan(calendarsFor(calendars, lineId), lineId, timeZone), timeZone };
}

async function commonFacts({ context: { tenantId }, lookup }: DayGiven): Promise<Omit<DayFacts, 'date'>> {
  const [lines, periods] = await Promise.all([linesOf(tenantId, lookup), kpiPeriodsOf(tenantId, lookup)]);
  return { lines, periods };
}

/** Of a command that states no time: the date is the stream's. */
export async function dayFacts(_: object, given: DayGiven): Promise<DayFacts> {
  return { ...(await commonFacts(given)), date: given.state.date };
}

/** The setup that the entries of a line depend on. */
export interface EntrySetup extends Omit<DayFacts, 'date'> {
  readonly lineId: string;
  readonly zoned: ZonedPlan;
  readonly latestDate: string;
  readonly standards: ProductStandards;
}

/** Looked up once for all entries of a day. */
export async function entrySetup(lineId: string, given: DayGiven): Promise<EntrySetup> {
  const { context, lookup } = given;
  const [common, zoned, standards] = await Promise.all([
    commonFacts(given),
    zonedPlanOf(lineId, context.tenantId, lookup),
    productStandardsOf(context.tenantId, lookup),
  ]);
  return { ...common, lineId, zoned, latestDate: latestDate(context.now, zoned.timeZone), standards };
}

interface ToldEntry {
  readonly shift?: string;
  readonly from?: string;
  readonly product?: string;
}

/** Of a new entry. */
export async function recordedEntryFacts(
  command: ToldEntry & { readonly lineId: string; readonly date?: string },
  given: DayGiven,
): Promise<EntryFacts> {
  const { lineId, date = '' } = command;
  const facts = entryFacts(command, date, await entrySetup(lineId, given));
  refuseMoved(lineId, facts, given);
  return facts;
}

/** Of an entry that the stream has. */
export async function correctedEntryFacts(
  command: ToldEntry & { readonly entryId: string },
  given: DayGiven,
): Promise<EntryFacts> {
  const { lineId, date } = given.state;
  return entryFacts(withProduct(command, given.state), date, await entrySetup(lineId, given));
}

/** With the product of the entry that it names, where it states none. */
export function withProduct<Told extends ToldEntry>(told: Told & { readonly entryId: string }, { entries }: LineDay) {
  return { ...told, product: told.product ?? entries.get(told.entryId)?.value?.product ?? '' };
}

/** `stated`: the date of an entry without a run. */
export function entryFacts(
  { shift, from, product = '' }: ToldEntry,
  stated: string,
  { lineId, zoned, standards, lines, periods, latestDate: latest }: EntrySetup,
): EntryFacts {
  const date = from === undefined ? stated : businessDateOf(from, zoned);
  return {
    lines,
    periods,
    date,
    shift: shift === undefined ? null : spelledShift(shift, date, zoned.plan),
    shifts: shift === undefined ? [] : shiftsOn(date, zoned.plan),
    latestDate: latest,
    unitsPerPack: standardFor(standards, { product, lineId, date })?.unitsPerPack ?? null,
  };
}

/** Of a new stop, which begins now where no start is given. */
export async function recordedStopFacts(
  { lineId, from }: { readonly lineId: string; readonly from?: string },
  given: StopGiven,
): Promise<StopFacts> {
  const facts = await stopFacts(from ?? given.context.now, lineId, given);
  refuseMoved(lineId, facts, given);
  return facts;
}

/** Of a stop that the stream has. */
export function correctedStopFacts({ from }: { readonly from?: string }, given: StopGiven): Promise<StopFacts> {
  return stopFacts(from, given.state.lineId, given);
}

async function stopFacts(from: string | undefined, lineId: string, given: StopGiven): Promise<StopFacts> {
  const { context, lookup, state, parts } = given;
  const { tenantId } = context;
  const [setup, date] = await Promise.all([
    openStopsOf([lineId], tenantId, parts).then((open) => stopSetup(lineId, open, given)),
    from === undefined ? state.date : zonedPlanOf(lineId, tenantId, lookup).then((plan) => businessDateOf(from, plan)),
  ]);
  return { ...setup, date };
}

/** Looked up once for all stops of a day. `open`: those of the line that have not ended, as rows tell. */
export async function stopSetup(
  lineId: string,
  open: readonly { readonly lineId: string; readonly date: string }[],
  given: DayGiven,
): Promise<Omit<StopFacts, 'date'>> {
  const dates = new Set(open.flatMap((each) => (each.lineId === lineId ? [each.date] : [])));
  const [common, reasons, elsewhere] = await Promise.all([
    commonFacts(given),
    stopReasonsOf(given.context.tenantId, given.lookup),
    openElsewhere(lineId, dates, given),
  ]);
  return { ...common, reasons, open: elsewhere };
}

/** The stops of a line that have not ended, in the streams of other dates. */
async function openElsewhere(
  lineId: string,
  dates: ReadonlySet<string>,
  { context: { tenantId }, lookup, id }: DayGiven,
): Promise<OpenStop[]> {
  const streams = [...dates].map((date) => lineDayIdOf(lineId, date)).filter((stream) => stream !== id);
  const days = await Promise.all(streams.map((stream) => lookup.state(lineDay, tenantId, stream)));
  return days.flatMap(({ state }) => openStopsIn(state));
}

/** The stream was chosen by a plan that changed meanwhile. */
function refuseMoved(lineId: string, { date }: DayFacts, { id }: DayGiven): void {
  if (lineDayIdOf(lineId, date) !== id) throw new DomainError('SERVICE_UNAVAILABLE');
}
