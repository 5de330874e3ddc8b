import { DomainError } from '#contracts/errors';
import { LogUnavailable } from '#libs/event-log';
import { type Logger, type Metrics, isOutOfReach } from '#libs/observability';

/** PostgreSQL: insufficient_privilege. A policy refused what the code should never have asked for. */
const ROW_SECURITY_REFUSED = '42501';

/**
 * What the faults of database and log mean to who asked: that one is away is safe to repeat, all others are faults of
 * ours.
 */
export async function explaining<T>(
  work: () => Promise<T>,
  { metrics, logger }: { readonly metrics: Pick<Metrics, 'rowSecurityRefused'>; readonly logger: Pick<Logger, 'warn'> },
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if ((error as { code?: unknown }).code === ROW_SECURITY_REFUSED) metrics.rowSecurityRefused();
    if (error instanceof DomainError || !(isOutOfReach(error) || error instanceof LogUnavailable)) throw error;
    logger.warn({ err: error }, 'the database did not answer');
    throw new DomainError('SERVICE_UNAVAILABLE');
  }
}
