import { DomainError } from '#contracts/errors';
import { LogUnavailable } from '#libs/event-log';
import { type Logger, type Metrics, isOutOfReach } from '#libs/observability';

/** PostgreSQL: insufficient_privilege. A policy refused a statement that our code should never have sent. */
const ROW_SECURITY_REFUSED = '42501';

/**
 * Translates faults of database and log for the caller: an unavailable server is safe to retry, every other fault is
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
