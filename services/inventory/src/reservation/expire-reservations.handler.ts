import { DomainError } from '#contracts/errors';
import type { ExpiredReservations, ExpireReservations } from '#contracts/inventory/expire-reservations';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import { upToDate, type Outcome, type ServiceParts } from '#libs/runtime';
import { expireReservations } from './expire-reservations';
import { ReservationRow } from '../stock-ledger/reservation.entity';
import { reservationProjection } from '../stock-ledger/reservation.projection';
import { stockLedger } from '../stock-ledger/stock-ledger';

/** Items at once; each is one append. */
const BATCH = 200;

/** @throws DomainError `SERVICE_UNAVAILABLE` while the rows are behind, or when more are left: sent again, it goes on */
export async function expireReservationsOfOrganization(
  _command: ExpireReservations,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<ExpiredReservations>> {
  await upToDate([reservationProjection], 'Reservations', parts);
  const itemIds = await itemsWithExpired(context, parts);
  let reservations = 0;
  for (const itemId of itemIds) {
    const { result } = await parts.commands.handle({
      aggregate: stockLedger,
      id: itemId,
      command: { itemId },
      context: { ...context, commandId: newIdOf(context.commandId, `item/${itemId}`) },
      decide: expireReservations,
      answer: (_, { events }) => events.length,
    });
    reservations += result;
  }
  if (itemIds.length === BATCH) throw new DomainError('SERVICE_UNAVAILABLE', 'More are left; send it again');
  return { answer: { reservations } };
}

async function itemsWithExpired({ tenantId, now }: CommandContext, { tenantReader }: ServiceParts): Promise<string[]> {
  const found = await tenantReader.query(tenantId, (rows) =>
    rows
      .createQueryBuilder(ReservationRow, 'reservation')
      .select('reservation.itemId', 'itemId')
      .distinct(true)
      .where('reservation.tenantId = :tenantId AND reservation.expiresAt <= :now', { tenantId, now })
      .andWhere(`reservation.status IN ('open', 'consumed')`)
      .orderBy('reservation.itemId')
      .limit(BATCH)
      .getRawMany<{ itemId: string }>(),
  );
  return found.map(({ itemId }) => itemId);
}
