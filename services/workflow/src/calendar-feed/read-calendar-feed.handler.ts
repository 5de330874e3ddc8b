import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { memberAccess, membersWith } from '#contracts/auth/member-access';
import { DomainError } from '#contracts/errors';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { daysAfter, localDate } from '#contracts/values/local-date';
import {
  FEED_PART_CHARACTERS,
  type CalendarFeedPart,
  type ReadCalendarFeed,
} from '#contracts/workflow/read-calendar-feed';
import { membershipsInGap, type RequestContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import { CalendarEventRow } from '../calendar/calendar-event.entity';
import { WorkDomainRow } from '../domain/work-domain.entity';
import type { WorkflowParts } from '../workflow.provider';
import { calendarFeed } from './calendar-feed';
import type { StoredFeed } from './calendar-feeds.store';
import { digestOf } from './feed-secret.adapter';
import { calendarEnd, calendarStart, type FedEvent, type FedZone } from './icalendar';
import { KeptTexts } from './kept-texts';

/** Events that were over before are not shown. */
const PAST_DAYS = 366;

/** Events that are looked at together: those of a part, nearly. */
const BATCH = 500;

/** The most events of a calendar, nearly. */
const MAX_EVENTS = 9_000;

/** More than the components of one event. A part begins with a component of an event. */
const COMPONENTS = 1_000;

/**
 * The calendar of the domains of which the feed's owner is a member now. It ends with the membership, with the
 * permission, and with the feed. @throws DomainError `NOT_FOUND`
 */
export async function readCalendarFeed(
  { secret, part }: ReadCalendarFeed,
  _context: RequestContext,
  parts: WorkflowParts,
): Promise<Outcome<CalendarFeedPart>> {
  const feed = await parts.calendarFeeds.findByDigest(digestOf(secret));
  if (!feed || !(await isInForce(feed, parts))) throw new DomainError('NOT_FOUND', 'There is no such calendar');
  const { organizationId: tenantId } = feed;
  const { state: organization } = await parts.commands.state(organizationFacts, tenantId, tenantId);
  const since = daysAfter(localDate(new Date().toISOString(), organization.timeZone), -PAST_DAYS);
  const answer = await parts.tenantReader.query(tenantId, async (rows) => {
    const names = await domainNames(rows, feed);
    const query = fedRows(rows, tenantId, { domainIds: [...names.keys()], since });
    const start = part === 0 ? calendarStart(organization.name, await zonesOf(query)) : '';
    return partOf((before) => textsAfter({ query, names }, before), part, start);
  });
  if (part === 0) await parts.calendarFeeds.used(feed.feedId);
  return { answer };
}

/** The components of so many events, after those before. */
type TextsAfter = (before: number) => Promise<readonly (readonly string[])[]>;

/** The components from a part on, until the text is long enough. */
async function partOf(textsOf: TextsAfter, part: number, start: string): Promise<CalendarFeedPart> {
  let [text, next] = [start, part];
  for (;;) {
    const events = await textsOf(Math.floor(next / COMPONENTS));
    for (const texts of events) {
      for (const each of texts.slice(next % COMPONENTS)) {
        if (text.length + each.length > FEED_PART_CHARACTERS && next > part) return { text, next };
        text += each;
        next++;
      }
      next = Math.ceil(next / COMPONENTS) * COMPONENTS;
    }
    if (events.length < BATCH || next > MAX_EVENTS * COMPONENTS) return { text: text + calendarEnd(), next: null };
  }
}

/** By the log, as of now: the table may be behind it. At the instant of a leave, too, before its end is recorded. */
async function isInForce(
  { feedId, userId, organizationId }: StoredFeed,
  { commands, tenantReader }: WorkflowParts,
): Promise<boolean> {
  const [gaps, feed, access, organization] = await Promise.all([
    tenantReader.query(organizationId, (rows) => gapsNow(rows, userId)),
    commands.state(calendarFeed, organizationId, feedId),
    commands.state(memberAccess, organizationId, organizationId),
    commands.state(organizationFacts, organizationId, organizationId),
  ]);
  if (gaps.has(userId) || feed.state.status !== 'active' || organization.state.status !== 'active') return false;
  return membersWith(access.state, 'work.read').has(userId);
}

function gapsNow(rows: EntityManager, userId: string): Promise<ReadonlySet<string>> {
  const query = async (sql: string, values?: unknown[]) => ({ rows: await rows.query<never[]>(sql, values) });
  return membershipsInGap({ query } as never, [userId], new Date().toISOString());
}

async function domainNames(rows: EntityManager, { organizationId: tenantId, userId }: StoredFeed) {
  const domains = await rows
    .createQueryBuilder(WorkDomainRow, 'domain')
    .where('domain.tenantId = :tenantId AND :userId = ANY(domain.members)', { tenantId, userId })
    .getMany();
  return new Map(domains.map(({ domainId, name }) => [domainId, name]));
}

interface Asked {
  readonly domainIds: readonly string[];
  readonly since: string;
}

function fedRows(rows: EntityManager, tenantId: string, asked: Asked): SelectQueryBuilder<CalendarEventRow> {
  return rows
    .createQueryBuilder(CalendarEventRow, 'event')
    .where('event.tenantId = :tenantId AND event.domainId = ANY(:domainIds)', { ...asked, tenantId })
    .andWhere('(event.endsOn IS NULL OR event.endsOn >= CAST(:since AS date))');
}

type FedRow = Omit<FedEvent, 'domainName'> & Pick<CalendarEventRow, 'domainId' | 'revision'>;
type Key = 'eventId' | 'domainId' | 'revision';

const KEY = ['eventId', 'domainId', 'revision'] as const satisfies readonly Key[];

const COLUMNS = [
  ...KEY,
  'title',
  'notes',
  'place',
  'status',
  'startsAt',
  'endsAt',
  'date',
  'days',
  'timeZone',
  'recurrence',
  'excludedDates',
  'addedDates',
  'changedDays',
  'sequence',
  'createdAt',
  'updatedAt',
] as const satisfies readonly (keyof FedRow)[];

interface Calendar {
  readonly query: SelectQueryBuilder<CalendarEventRow>;
  /** Of its domains, by id. */
  readonly names: ReadonlyMap<string, string>;
}

const kept = new KeptTexts();

/** Only events whose texts are not known are read whole. */
async function textsAfter({ query, names }: Calendar, before: number): Promise<readonly (readonly string[])[]> {
  const keys = await selected(query, KEY)
    // Neither changes: an event that is changed while a calendar is read stays in its place.
    .orderBy('event.createdAt')
    .addOrderBy('event.eventId')
    .offset(before)
    .limit(BATCH)
    .getRawMany<Pick<FedRow, Key>>();
  const versions = keys.map((key) => ({ ...key, domainName: names.get(key.domainId) ?? '' }));
  const known = new Map(versions.map((version) => [version.eventId, kept.find(version)]));
  const missing = versions.filter(({ eventId }) => known.get(eventId) === undefined);
  if (missing.length > 0) {
    const eventIds = missing.map(({ eventId }) => eventId);
    const whole = selected(query, COLUMNS).andWhere('event.eventId = ANY(:eventIds)', { eventIds });
    for (const event of await whole.getRawMany<FedRow>()) {
      known.set(event.eventId, kept.make({ ...event, domainName: names.get(event.domainId) ?? '' }));
    }
  }
  return versions.map(({ eventId }) => known.get(eventId) ?? []);
}

function selected(query: SelectQueryBuilder<CalendarEventRow>, columns: readonly (keyof CalendarEventRow)[]) {
  const from = query.clone().select([]);
  for (const column of columns) from.addSelect(`event.${column}`, column);
  return from;
}

/** The zones of timed events, each with the first day on which it is needed. */
function zonesOf(query: SelectQueryBuilder<CalendarEventRow>): Promise<FedZone[]> {
  return query
    .clone()
    .select('event.timeZone', 'timeZone')
    .addSelect('min(event.startsOn)', 'from')
    .andWhere('event.startsAt IS NOT NULL')
    .groupBy('event.timeZone')
    .orderBy('event.timeZone')
    .getRawMany<FedZone>();
}
