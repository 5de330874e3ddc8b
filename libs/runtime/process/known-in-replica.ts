import { setTimeout as pause } from 'node:timers/promises';
import { START, type Position } from '#libs/event-log';
import { knownTime, servedPositions } from '#libs/projections';
import type { ReadProgress } from '../feature/service-parts';
import type { PlatformParts } from './platform-parts';

const LOOK_EVERY_MS = 20;

/** A replica shows what it has received of the rows and of their checkpoints, however far the primary is. */
export function knownInReplica({
  log,
  platformReader,
}: Pick<PlatformParts, 'log' | 'platformReader'>): ReadProgress['known'] {
  return (names, timeoutMs) => {
    const reached = async (): Promise<Position> => {
      const served = await platformReader.query((rows) =>
        servedPositions((sql, values) => rows.query(sql, [...values]), names),
      );
      return names.map((name) => served.get(name) ?? START).toSorted()[0] ?? START;
    };
    const waitFor = async (position: Position) => {
      const until = performance.now() + timeoutMs;
      while ((await reached()) < position) {
        if (performance.now() >= until) return false;
        await pause(LOOK_EVERY_MS);
      }
      return true;
    };
    return knownTime({ log, waitFor, reached });
  };
}
