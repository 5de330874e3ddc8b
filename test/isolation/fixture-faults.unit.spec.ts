import { CreateItem } from '#contracts/inventory/create-item';
import { GetItem } from '#contracts/inventory/get-item';
import { TransferStock } from '#contracts/inventory/transfer-stock';
import { fixtureFaults } from './fixture-faults';
import { routed } from './ids-in-requests';

const contracts = routed.filter(({ type }) => [CreateItem, GetItem, TransferStock].includes(type as never));

const fixture = (ids: readonly string[], uses: readonly string[] = [], file = 'item') => ({
  service: 'inventory',
  file,
  fixture: { ids, uses, make: () => Promise.resolve({}) },
});

const LOCATIONS = fixture(['fromLocationId', 'toLocationId'], [], 'location');

describe('the isolation fixtures', () => {
  it('are complete where each id that a contract takes is given once', () => {
    expect(fixtureFaults([fixture(['itemId']), LOCATIONS], contracts)).toEqual([]);
  });

  it('lack an id, told with every contract that takes it', () => {
    expect(fixtureFaults([LOCATIONS], contracts)).toEqual([
      'inventory.itemId is taken by GetItem, TransferStock and given by no isolation.fixture.ts of the service',
    ]);
  });

  it('of another service are not asked', () => {
    const elsewhere = { ...fixture(['itemId']), service: 'kitchen' };
    expect(fixtureFaults([elsewhere, LOCATIONS], contracts)).toEqual([
      expect.stringContaining('inventory.itemId is taken by GetItem, TransferStock'),
      'item: gives kitchen.itemId, which no contract takes and no fixture uses',
    ]);
  });

  it('name ids that are not there, or twice', () => {
    const twice = [fixture(['itemId'], ['inventory.lotId']), fixture(['itemId'], [], 'stock'), LOCATIONS];
    expect(fixtureFaults(twice, contracts)).toEqual([
      'stock: gives inventory.itemId, which another fixture gives already',
      'item: uses inventory.lotId, which no fixture gives',
    ]);
  });

  it('may give what only another fixture uses', () => {
    const given = [fixture(['itemId', 'otherItemId']), fixture([], ['inventory.otherItemId'], 'stock'), LOCATIONS];
    expect(fixtureFaults(given, contracts)).toEqual([]);
  });
});
