import { allTopics } from '#contracts/catalogue';
import { Live } from '#libs/live';
import type { GaugeReading, Logger } from '#libs/observability';
import { servedPositions } from '#libs/projections';
import type { PlatformParts } from './platform-parts';

/** The live streams of a process with a gateway. The log is followed once the first stream opens. */
export function openLive(
  { log, platformReader, access, rolesInForce: roles }: PlatformParts,
  logger: Pick<Logger, 'warn'>,
): Live {
  return new Live({
    log,
    topics: allTopics(),
    // The database that queries read: a replica may be behind the primary.
    positions: (names) =>
      platformReader.query((rows) => servedPositions((sql, values) => rows.query(sql, [...values]), names)),
    access,
    roles,
    onFault: (what, err) => logger.warn({ err }, what),
  });
}

export function liveGauges(live: Live | undefined): readonly GaugeReading[] {
  return live ? [{ name: 'live_streams', help: 'Clients that follow live changes', value: live.size }] : [];
}
