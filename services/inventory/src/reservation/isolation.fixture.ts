import type { IsolationFixture } from '#libs/testing';

const expiresAt = '2099-12-31T00:00:00.000Z';

/** Two reservations of an item that has stock, as its transaction says. */
export const isolation: IsolationFixture<'reservationId', 'inventory.itemId' | 'inventory.transactionId'> = {
  ids: ['reservationId'],
  uses: ['inventory.itemId', 'inventory.transactionId'],
  async make({ create, used }) {
    const reservation = { itemId: used['inventory.itemId'], quantity: '1', reference: 'Order 1', expiresAt };
    await create('reservations', reservation);
    const { id: reservationId } = await create('reservations', reservation);
    return { reservationId };
  },
  bodies: { ReserveStock: () => ({ expiresAt }) },
};
