import type { CommandContext } from '#libs/identity';
import { foundFolded, type ServiceParts } from '#libs/runtime';
import { ReservationRow } from '../stock-ledger/reservation.entity';
import { reservationProjection } from '../stock-ledger/reservation.projection';

interface Given {
  readonly context: CommandContext;
  readonly parts: Pick<ServiceParts, 'log' | 'progress' | 'tenantReader'>;
}

/** The item of a reservation, which never changes; the item's stream decides. @throws DomainError as `foundFolded` */
export async function itemOfReservation(
  reservationId: string,
  { context: { tenantId }, parts }: Given,
): Promise<string> {
  const find = () =>
    parts.tenantReader.query(tenantId, (rows) => rows.findOneBy(ReservationRow, { tenantId, reservationId }));
  const { itemId } = await foundFolded({ of: reservationProjection, noun: 'reservation', find }, parts);
  return itemId;
}
