import { allTopics } from '#contracts/catalogue';
import { Live } from '#libs/live';
import type { GaugeReading, Logger } from '#libs/observability';
import { servedPositions } from '#libs/projections';
import type { PlatformParts } from './platform-parts';

/** The live streams of a process with a gateway. The log is followed from the first stream on. */
export function openLive(
  { log, platformReader, access, rolesInForce: roles }: PlatformParts,
  logger: Pick<Logger, 'warn'>,
): Live {
  return new Live({
    log,
    topics: allTopics(),
    // Of the database that queries read, which may be behind the one that is written to.
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
