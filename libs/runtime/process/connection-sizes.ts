import type { Configuration } from '../configuration/configuration';
import { StartRefused } from '../start-refused';

/** The most connections to Postgres, of a process that runs services and of one that runs none. */
const SERVICES_LIMIT = 16;
const GATEWAY_LIMIT = 4;
/** Four connections stay open: for appending, for listening, and two that show who owns projections and reactors. */
const LEAST_OF_SERVICES = 8;

/** The number of connections of each pool of a process; together they stay within the limit. */
export interface ConnectionSizes {
  readonly limit: number;
  readonly log: number;
  readonly tenants: number;
  readonly platform: number;
  readonly projector: number;
  readonly keys: number;
  readonly published: number;
  readonly secrets: number;
  readonly pool: number;
  readonly folding: number;
  readonly filling: number;
}

/** The most connections of a process of services, or of the gateway alone. */
export function connectionLimit(
  { databasePoolSize }: Pick<Configuration, 'databasePoolSize'>,
  services: number,
): number {
  return databasePoolSize ?? (services > 0 ? SERVICES_LIMIT : GATEWAY_LIMIT);
}

/**
 * The pools that are always busy add up to the limit: log, tenants, folding, keys, publication, secrets and the
 * projector, and the four that stay open. The other pools are used now and then, and take connections that are idle.
 *
 * @throws StartRefused for a limit that is too small for services
 */
export function connectionSizes(limit: number, services: number): ConnectionSizes {
  if (services > 0 && limit < LEAST_OF_SERVICES) {
    throw new StartRefused(`DATABASE_POOL_SIZE has to be at least ${LEAST_OF_SERVICES} where services run.`);
  }
  const share = (parts: number) => Math.max(1, Math.floor((limit * parts) / SERVICES_LIMIT));
  return {
    limit,
    log: share(2),
    tenants: share(4),
    platform: 1,
    projector: 1 + Math.max(2, share(2)),
    keys: share(1),
    published: share(1),
    secrets: Math.max(2, share(1)),
    pool: Math.max(2, share(1)),
    folding: share(2),
    filling: Math.max(2, share(1)),
  };
}
