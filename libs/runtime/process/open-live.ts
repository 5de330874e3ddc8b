import { randomUUID } from 'node:crypto';
import { allTopics } from '#contracts/catalogue';
import { Live, type ReadThing } from '#libs/live';
import type { GaugeReading, Logger } from '#libs/observability';
import { servedPositions } from '#libs/projections';
import type { ServiceSender } from '../feature/service-parts';
import type { PlatformParts } from './platform-parts';

/** Later than this a change is shown without the thing that changed. */
const READ_MS = 2_000;

/** Reads as the gateway itself. */
export function readThrough(sender: ServiceSender): ReadThing {
  return async (query, request, tenantId) => {
    const requestId = randomUUID();
    const now = Date.now();
    const { answer, stale } = await sender.send<object, object>(query, request, {
      tenantId,
      actor: { id: 'service:gateway', type: 'service', roles: [] },
      requestId,
      correlationId: requestId,
      causationId: requestId,
      commandId: requestId,
      now: new Date(now).toISOString(),
      deadline: now + READ_MS,
    });
    // The change that is shown may not be in it.
    if (stale) throw new Error('the read models are behind');
    return answer;
  };
}

/** The live streams of a process with a gateway. The log is followed once the first stream opens. */
export function openLive(
  { log, platformReader, access, rolesInForce: roles }: PlatformParts,
  sender: ServiceSender,
  logger: Pick<Logger, 'warn'>,
): Live {
  return new Live({
    log,
    topics: allTopics(),
    // The database that queries read: a replica may be behind the primary.
    positions: (names) =>
      platformReader.query((rows) => servedPositions((sql, values) => rows.query(sql, [...values]), names)),
    read: readThrough(sender),
    access,
    roles,
    onFault: (what, err) => logger.warn({ err }, what),
  });
}

export function liveGauges(live: Live | undefined): readonly GaugeReading[] {
  return live ? [{ name: 'live_streams', help: 'Clients that follow live changes', value: live.size }] : [];
}
