import type { Page } from '#contracts/declare/list-request';
import { DomainError } from '#contracts/errors';
import type { CreateCalendarFeed, CreatedCalendarFeed } from '#contracts/workflow/create-calendar-feed';
import type { CalendarFeedDetails, ListCalendarFeeds } from '#contracts/workflow/list-calendar-feeds';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext, RequestContext } from '#libs/identity';
import { acceptor, askedPage, mismatch, pageOf, type PagedList } from '#libs/read-models';
import type { Outcome } from '#libs/runtime';
import type { WorkflowParts } from '../workflow.provider';
import { calendarFeed, startFeed } from './calendar-feed';
import { MAX_FEEDS } from './calendar-feeds.store';
import { digestOf, newFeedSecret } from './feed-secret.adapter';

/**
 * The row first, then the event, then the row counts. A repetition shows the address only if no answer before it can
 * have shown one.
 * @throws DomainError `LIMIT_REACHED`
 */
export async function createCalendarFeed(
  { name = 'Calendar' }: CreateCalendarFeed,
  context: CommandContext,
  { calendarFeeds, commands, config }: WorkflowParts,
): Promise<Outcome<CreatedCalendarFeed>> {
  const { tenantId: organizationId, actor, commandId, now: createdAt } = context;
  const feedId = newIdOf(commandId, 'calendar-feed');
  const secret = newFeedSecret();
  const digest = digestOf(secret);
  const userId = actor.id;
  if (!(await calendarFeeds.hold({ feedId, organizationId, userId, name, digest, createdAt }))) {
    throw new DomainError('LIMIT_REACHED', `Nobody may have more than ${MAX_FEEDS} calendar feeds`, {
      limit: MAX_FEEDS,
    });
  }
  const { result, position } = await commands.handle({
    aggregate: calendarFeed,
    id: feedId,
    command: { feedId, userId },
    context,
    decide: startFeed,
    answer: (_, { revision }) => ({ id: feedId, revision }),
  });
  const isShown = await calendarFeeds.confirm(feedId, digest);
  const { host = '127.0.0.1', port = 3000, publicUrl = `http://${host}:${port}` } = config;
  const url = `${publicUrl.replace(/\/$/, '')}/calendar/${secret}.ics`;
  return { answer: { ...result, ...(isShown && { url }) }, ...(position !== undefined && { position }) };
}

const list: PagedList = { name: 'calendar-feeds', order: '-createdAt', sort: ['createdAt'], filters: {} };
const isInstant = acceptor('timestamptz');
const isId = acceptor('uuid');

export async function listCalendarFeeds(
  query: ListCalendarFeeds,
  { actor, tenantId: organizationId }: RequestContext,
  { calendarFeeds }: Pick<WorkflowParts, 'calendarFeeds'>,
): Promise<Outcome<Page<CalendarFeedDetails>>> {
  const page = askedPage(list, query);
  const { asked, after, limit } = page;
  const isDescending = asked.sort.startsWith('-');
  const owner = { organizationId, userId: actor.id };
  const found = await calendarFeeds.page(owner, { after: after && placeOf(after), isDescending, limit });
  const { items, ...rest } = pageOf(page, found, ({ createdAt, feedId }) => [createdAt, feedId]);
  const shown = items.map(({ feedId: id, name, createdAt, usedAt }) => ({ id, name, createdAt, lastUsedAt: usedAt }));
  return { answer: { ...rest, items: shown } };
}

/** @throws DomainError `CURSOR_MISMATCH` */
function placeOf([createdAt, id]: readonly unknown[]): readonly [string, string] {
  if (typeof createdAt !== 'string' || typeof id !== 'string' || !isInstant(createdAt) || !isId(id)) throw mismatch();
  return [createdAt, id];
}
