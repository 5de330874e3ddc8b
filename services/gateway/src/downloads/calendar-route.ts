import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyRequest, RouteOptions } from 'fastify';
import { CALENDAR_PATH } from '#contracts/documents/openapi-calendar';
import { DomainError } from '#contracts/errors';
import { ReadCalendarFeed, type CalendarFeedPart } from '#contracts/workflow/read-calendar-feed';
import type { GatewayLimits, GatewayParts } from '../gateway-parts';
import { requestContext } from '../http/request-context';

const SECRET = /^([A-Za-z0-9_-]{20,200})\.ics$/;

interface CalendarParts extends Pick<GatewayParts, 'sender'> {
  readonly limits: Pick<GatewayLimits, 'deadlineMs'>;
}

/** The address of a calendar feed: to know it is to may read it. Log lines have the path without the secret. */
export function calendarRoute({ sender, limits }: CalendarParts): RouteOptions {
  const read = async (request: FastifyRequest, secret: string, part: number): Promise<CalendarFeedPart> => {
    const context = {
      ...requestContext(request, limits.deadlineMs),
      commandId: randomUUID(),
      now: new Date().toISOString(),
    };
    const { answer } = await sender.send<ReadCalendarFeed, CalendarFeedPart>(
      ReadCalendarFeed,
      { secret, part },
      context,
    );
    return answer;
  };
  async function* textOf(request: FastifyRequest, secret: string, first: CalendarFeedPart): AsyncGenerator<string> {
    for (let found = first; ;) {
      yield found.text;
      if (found.next === null) return;
      found = await read(request, secret, found.next);
    }
  }
  return {
    method: 'GET',
    url: '/calendar/:feed',
    config: { path: CALENDAR_PATH, admission: { permission: 'public' } },
    handler: async (request, reply) => {
      const [, secret] = SECRET.exec((request.params as { readonly feed: string }).feed) ?? [];
      if (secret === undefined) throw new DomainError('NOT_FOUND');
      const first = await read(request, secret, 0);
      reply.headers({
        'Content-Type': 'text/calendar; charset=utf-8',
        'Content-Disposition': 'inline; filename="calendar.ics"',
        'X-Robots-Tag': 'noindex',
      });
      return reply.send(first.next === null ? first.text : Readable.from(textOf(request, secret, first)));
    },
  };
}
