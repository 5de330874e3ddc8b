import { randomUUID } from 'node:crypto';
import type { Lookup } from '#libs/event-sourcing';
import { commandContext } from '#libs/testing/command-context';
import { item } from '../item/item';
import { locations } from '../location/location';
import { facts, ITEM, SHELF } from '../stock-ledger/stock-ledger.fixture';
import { stockHistory } from '../stock-ledger/stock-ledger';
import { balanceKey } from '../stock-ledger/timeline';
import type { Posting } from './posting';
import { Trial } from './try-postings.provider';

const context = commandContext({ tenantId: randomUUID(), actor: { id: randomUUID(), type: 'user', roles: ['admin'] } });

/** An item and a shelf, without any movement. */
const lookup: Lookup = {
  state: async (fold) => {
    const { item: details, locations: byId } = facts();
    const known = new Map<string, object>([
      [item.category, { state: details, revision: 0 }],
      [locations.category, { state: { byId, idByCode: new Map() }, revision: 0 }],
    ]);
    return (known.get(fold.category) ?? { state: fold.initial(), revision: 'none' }) as never;
  },
};

const receipt = (line: number): Posting => ({
  line,
  postingId: randomUUID(),
  stock: { kind: 'receipt', command: { itemId: ITEM, locationId: SHELF, quantity: '1.000', unitCost: '2.00000000' } },
  posted: {
    source: { type: 'document', id: randomUUID(), lineId: null },
    exchangeRate: null,
    allocatedCost: null,
    reference: null,
    takenAt: context.now,
  },
  bypassesFreeze: false,
});

it('a trial folds each line that is kept once, and sees them all', async () => {
  let [copied, folded] = [0, 0];
  const counted: typeof stockHistory = {
    ...stockHistory,
    copy: (state) => {
      copied++;
      return stockHistory.copy?.(state) ?? state;
    },
    evolve: (state, fact) => {
      folded++;
      return stockHistory.evolve(state, fact);
    },
  };
  const trial = await Trial.open(ITEM, context, lookup);
  for (let line = 1; line <= 50; line++) {
    trial.keep(await trial.decide(receipt(line)));
    const { timeline, transactions } = await trial.state(counted);
    expect(timeline.balances.get(balanceKey(SHELF, null))).toBe(BigInt(line) * 1_000n);
    expect(transactions.size).toBe(line);
  }
  expect([copied, folded]).toEqual([1, 50]);
  const untried = await Trial.open(ITEM, context, lookup);
  expect((await untried.state(stockHistory)).transactions.size).toBe(0);
});
