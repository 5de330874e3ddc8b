import { ITEM, used } from './stock-ledger.fixture';
import { usageRecorded } from './transaction';

it('a usage is answered with its transaction, and with no cost until stock is valued', () => {
  const events = [used('4.000', '2026-01-01T00:00:00.000Z')];
  expect(usageRecorded({}, { id: ITEM, revision: 3, events })).toEqual({
    id: ITEM,
    revision: 3,
    transactionId: events[0]?.data.transactionId,
    movementIds: [events[0]?.data.movements[0]?.movementId],
    cost: null,
  });
});
