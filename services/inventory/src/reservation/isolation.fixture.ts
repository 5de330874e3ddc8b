import type { IsolationFixture } from '#libs/testing/isolation-fixture';

const expiresAt = '2099-12-31T00:00:00.000Z';

/** Two reservations of an item that has stock, as its transaction says. */
export const isolation: IsolationFixture<
  'reservationId' | 'otherReservationId',
  'inventory.itemId' | 'inventory.locationId' | 'inventory.transactionId'
> = {
  ids: ['reservationId', 'otherReservationId'],
  uses: ['inventory.itemId', 'inventory.locationId', 'inventory.transactionId'],
  async make({ create, used }) {
    const [itemId, locationId] = [used['inventory.itemId'], used['inventory.locationId']];
    const reservation = { itemId, locationId, quantity: '1', reference: 'Order 1', expiresAt };
    const { id: otherReservationId } = await create('reservations', reservation);
    const { id: reservationId } = await create('reservations', reservation);
    return { reservationId, otherReservationId };
  },
  instead: { ReleaseReservation: { reservationId: 'otherReservationId' } },
  bodies: { ReserveStock: () => ({ expiresAt }) },
};
