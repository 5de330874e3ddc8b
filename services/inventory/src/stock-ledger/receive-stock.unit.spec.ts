import { given } from '#libs/testing/given-when-then';
import { activeFrom } from '../activity';
import type { Location } from '../location/location';
import { facts, ITEM, received, SHELF, used } from './stock-ledger.fixture';
import { receiveStock } from './receive-stock';
import { stockLedger } from './stock-ledger';

const receipt = { itemId: ITEM, locationId: SHELF, quantity: '10.000', unitCost: '2.0000' };

describe('receiving stock', () => {
  it('records the receipt, with the facts that the decision rested on', () => {
    given(stockLedger)
      .when(receiveStock, { ...receipt, reference: 'Delivery note 7' }, { facts: facts() })
      .thenMatching({
        type: 'StockReceived',
        data: {
          itemId: ITEM,
          effectiveAt: '2026-01-31T12:00:00.000Z',
          reference: 'Delivery note 7',
          movements: [
            {
              kind: 'receive',
              locationId: SHELF,
              lot: null,
              stockQuantity: '10.000',
              unitCost: '2.0000',
              totalCost: null,
            },
          ],
          seen: { itemRevision: 0, freezeRevision: null },
        },
      });
  });

  it('converts two cases of twelve into twenty-four pieces', () => {
    given(stockLedger)
      .when(receiveStock, { ...receipt, quantity: '2.000', unit: 'case', unitCost: '24.0000' }, { facts: facts() })
      .thenMatching({
        data: { movements: [{ quantity: '2.000', unit: 'case', factor: '12', stockQuantity: '24.000' }] },
      });
  });

  it('converts by a fraction exactly, or not at all', () => {
    const thirds = (quantity: string) =>
      given(stockLedger).when(receiveStock, { ...receipt, quantity, unit: 'third' }, { facts: facts() });
    thirds('6.000').thenMatching({ data: { movements: [{ stockQuantity: '2.000' }] } });
    thirds('1.000').thenRefused('UNIT_NOT_EXACT', { factor: '1/3' });
  });

  it('rounds to the nearest thousandth where the unit says so, and keeps what it cost as entered (S14)', () => {
    const pounds = (quantity: string) => {
      const bought = { ...receipt, quantity, unit: 'lb', unitCost: '2.00000000' };
      return given(stockLedger).when(receiveStock, bought, { facts: facts() });
    };
    pounds('100.000').thenMatching({ data: { movements: [{ stockQuantity: '45.359', value: '200.0000' }] } });
    pounds('2138.484').thenMatching({ data: { movements: [{ stockQuantity: '970.000', value: '4276.9680' }] } });
    pounds('0.001').thenRefused('UNIT_NOT_EXACT');
  });

  it('takes one cost, per unit or in total', () => {
    const { unitCost: _, ...without } = receipt;
    const cost = (more: object) => given(stockLedger).when(receiveStock, { ...without, ...more }, { facts: facts() });
    cost({ unitCost: '2.0000' }).thenMatching({ data: { movements: [{ unitCost: '2.0000', totalCost: null }] } });
    cost({ totalCost: '10.0000' }).thenMatching({ data: { movements: [{ unitCost: null, totalCost: '10.0000' }] } });
  });

  it('refuses an item and a location that were inactive at the effective moment', () => {
    const off = Date.parse('2026-01-31T11:00:00.000Z');
    const inactive = [...activeFrom(true), { at: off, active: false }] as const;
    const base = facts();
    const atShelf = {
      ...base,
      locations: new Map([[SHELF, { ...(base.locations.get(SHELF) as Location), activity: inactive }]]),
    };
    for (const [stock, code] of [
      [facts({ activity: inactive }), 'ITEM_INACTIVE'],
      [atShelf, 'LOCATION_INACTIVE'],
    ] as const) {
      given(stockLedger).when(receiveStock, receipt, { facts: stock }).thenRefused(code);
      given(stockLedger)
        .when(receiveStock, { ...receipt, effectiveAt: '2026-01-31T10:59:59.999Z' }, { facts: stock })
        .thenMatching({ type: 'StockReceived' });
    }
  });

  it('refuses a unit that the item does not have', () => {
    given(stockLedger)
      .when(receiveStock, { ...receipt, unit: 'pallet' }, { facts: facts() })
      .thenRefused('VALIDATION_FAILED');
  });

  it('counts at the later of now and the last effective time when none is given', () => {
    given(stockLedger, received('1.000', '2026-01-31T12:00:04.000Z'))
      .when(receiveStock, receipt, { facts: facts() })
      .thenMatching({ data: { effectiveAt: '2026-01-31T12:00:04.000Z' } });
  });

  it('refuses a moment more than five seconds ahead', () => {
    const at = (effectiveAt: string) =>
      given(stockLedger).when(receiveStock, { ...receipt, effectiveAt }, { facts: facts() });
    at('2026-01-31T12:00:05.001Z').thenRefused('EFFECTIVE_IN_FUTURE');
    at('2026-01-31T12:00:05.000Z').thenMatching({ type: 'StockReceived' });
  });

  it('refuses a location of another zone', () => {
    given(stockLedger)
      .when(receiveStock, receipt, { facts: facts({ temperatureZone: 'freezer' }) })
      .thenRefused('ZONE_MISMATCH', { locationId: SHELF });
  });

  it('requires a lot for an item tracked by lot, and refuses one for any other', () => {
    const tracked = facts({ lotTracked: true });
    given(stockLedger).when(receiveStock, receipt, { facts: tracked }).thenRefused('LOT_REQUIRED');
    given(stockLedger)
      .when(receiveStock, { ...receipt, lot: { number: 'L1' } }, { facts: facts() })
      .thenRefused('VALIDATION_FAILED');
    given(stockLedger)
      .when(receiveStock, { ...receipt, lot: { number: 'L1', expiresOn: '2027-01-01' } }, { facts: tracked })
      .thenMatching({ data: { movements: [{ lot: { number: 'L1', expiresOn: '2027-01-01' } }] } });
  });

  it('refuses a known lot with another expiry', () => {
    given(stockLedger, received('1.000', '2026-01-01T00:00:00.000Z', { locationId: SHELF, lot: 'L1' }))
      .when(
        receiveStock,
        { ...receipt, lot: { number: 'L1', expiresOn: '2027-01-01' } },
        { facts: facts({ lotTracked: true }) },
      )
      .thenRefused('LOT_DIFFERS', { lotNumber: 'L1' });
  });

  describe('a lot for the first time, without an expiry', () => {
    const tracked = { ...facts({ lotTracked: true, shelfLifeDays: 30 }) };
    const organization = { timeZone: 'Pacific/Auckland', revision: 3 };
    const lotted = { ...receipt, lot: { number: 'L1' } };

    it("gives it the shelf life from the day of its arrival in the organisation's calendar", () => {
      // In Auckland it is 1 February by then.
      given(stockLedger)
        .when(receiveStock, lotted, { facts: { ...tracked, organization } })
        .thenMatching({
          data: {
            movements: [{ lot: { number: 'L1', expiresOn: '2026-03-03' } }],
            seen: { organizationRevision: 3 },
          },
        });
      given(stockLedger)
        .when(
          receiveStock,
          { ...lotted, effectiveAt: '2026-01-31T10:59:59.999Z' },
          { facts: { ...tracked, organization } },
        )
        .thenMatching({ data: { movements: [{ lot: { expiresOn: '2026-03-02' } }] } });
    });

    it('uses a given expiry, and none for an item without a shelf life', () => {
      given(stockLedger)
        .when(receiveStock, { ...lotted, lot: { number: 'L1', expiresOn: '2026-02-10' } }, { facts: tracked })
        .thenMatching({
          data: { movements: [{ lot: { expiresOn: '2026-02-10' } }], seen: { organizationRevision: null } },
        });
      given(stockLedger)
        .when(receiveStock, lotted, { facts: facts({ lotTracked: true }) })
        .thenMatching({ data: { movements: [{ lot: { expiresOn: null } }] } });
    });

    it('leaves the expiry of a known lot as it is', () => {
      given(stockLedger, received('1.000', '2026-01-01T00:00:00.000Z', { locationId: SHELF, lot: 'L1' }))
        .when(receiveStock, lotted, { facts: tracked })
        .thenMatching({ data: { movements: [{ lot: { number: 'L1', expiresOn: null } }] } });
    });

    it('is not bound by a lot that has only gone out before', () => {
      given(stockLedger, used('1.000', '2026-01-01T00:00:00.000Z', { locationId: SHELF, lot: 'L1' }))
        .when(receiveStock, { ...lotted, lot: { number: 'L1', expiresOn: '2026-02-10' } }, { facts: tracked })
        .thenMatching({ data: { movements: [{ lot: { expiresOn: '2026-02-10' } }] } });
    });
  });
});
