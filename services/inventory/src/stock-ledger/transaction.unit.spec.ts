import { ITEM, used } from './stock-ledger.fixture';
import { usageRecorded } from './transaction';

it('a usage is answered with its transaction, and with its cost as known then', () => {
  const { type, data } = used('4.000', '2026-01-01T00:00:00.000Z');
  const movements = data.movements.map((movement) => ({ ...movement, value: '-12.5000' }));
  expect(usageRecorded({}, { id: ITEM, revision: 3, events: [{ type, data: { ...data, movements } }] })).toEqual({
    id: ITEM,
    revision: 3,
    transactionId: data.transactionId,
    movementIds: [data.movements[0]?.movementId],
    cost: '12.5000',
  });
});
