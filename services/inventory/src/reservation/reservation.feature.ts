import { ExpireReservations } from '#contracts/inventory/expire-reservations';
import { GetReservation } from '#contracts/inventory/get-reservation';
import { ListReservations } from '#contracts/inventory/list-reservations';
import { reservationsTopic } from '#contracts/inventory/live-topics';
import { ReleaseReservation } from '#contracts/inventory/release-reservation';
import { ReserveStock } from '#contracts/inventory/reserve-stock';
import { equals } from '#libs/read-models';
import { command, handler, list, type Feature } from '#libs/runtime';
import { expireReservationsOfOrganization } from './expire-reservations.handler';
import { expireReservationsJob } from './expire-reservations.job';
import { reservationOf, withStatus } from './list-reservations.query';
import { releaseReservation } from './release-reservation';
import { itemOfReservation } from './reservation-item.query';
import { ReservationRow } from '../stock-ledger/reservation.entity';
import { reservationProjection } from '../stock-ledger/reservation.projection';
import { reservationRecorded, reserveStock } from './reserve-stock';
import { reservedStockFacts } from '../stock-ledger/stock-facts';
import { stockLedger } from '../stock-ledger/stock-ledger';

/** A reservation is a part of its item's stock: the item's stream decides about it. */
export const reservationFeature: Feature = {
  wirings: [
    command(ReserveStock, {
      on: stockLedger,
      id: ({ itemId }) => itemId,
      decide: reserveStock,
      facts: reservedStockFacts,
      answer: reservationRecorded,
    }),
    command(ReleaseReservation, {
      on: stockLedger,
      id: ({ reservationId }, given) => itemOfReservation(reservationId, given),
      decide: releaseReservation,
      facts: (_, { id: itemId }) => Promise.resolve({ itemId }),
      answer: ({ reservationId: id }, { revision }) => ({ id, revision }),
    }),
    handler(ExpireReservations, expireReservationsOfOrganization, { reads: [reservationProjection] }),
    list(ListReservations, {
      entity: ReservationRow,
      filters: {
        itemId: equals('itemId'),
        locationId: equals('locationId'),
        lotNumber: equals('lotNumber'),
        status: withStatus,
      },
      show: reservationOf,
      get: { query: GetReservation, key: 'reservationId', noun: 'reservation' },
    }),
  ],
  projections: [reservationProjection],
  schedules: [expireReservationsJob],
  topics: [reservationsTopic],
};
