import { DomainError } from '#contracts/errors';
import type { CommandContext } from '#libs/identity';
import type { ServiceParts } from '#libs/runtime';
import { ReservationRow } from '../stock-ledger/reservation.entity';
import { reservationProjection } from '../stock-ledger/reservation.projection';

/** How long a command waits for the reservations that were recorded before it. */
const UP_TO_DATE_MS = 2_000;

interface Given {
  readonly context: CommandContext;
  readonly parts: Pick<ServiceParts, 'log' | 'progress' | 'tenantReader'>;
}

/**
 * The item of a reservation, whose stream decides about it. A row that is there is enough, since the item never
 * changes; one that is missing may not have been folded yet.
 *
 * @throws DomainError `NOT_FOUND`; `SERVICE_UNAVAILABLE` while the rows are behind
 */
export async function itemOfReservation(reservationId: string, given: Given): Promise<string> {
  const known = await findItem(reservationId, given);
  if (known !== undefined) return known;
  const { log, progress } = given.parts;
  if (!(await progress.waitFor([reservationProjection.name], await log.head(), UP_TO_DATE_MS))) {
    throw new DomainError('SERVICE_UNAVAILABLE', 'Reservations cannot be read yet; try again in a moment');
  }
  const found = await findItem(reservationId, given);
  if (found === undefined) throw new DomainError('NOT_FOUND', 'There is no such reservation');
  return found;
}

async function findItem(reservationId: string, { context: { tenantId }, parts }: Given): Promise<string | undefined> {
  const row = await parts.tenantReader.query(tenantId, (rows) =>
    rows.findOneBy(ReservationRow, { tenantId, reservationId }),
  );
  return row?.itemId;
}
