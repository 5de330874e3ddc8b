import { tableLayouts } from '#libs/read-models';
import { movementOf } from './list-movements.query';
import { MovementRow } from './movement.entity';
import { movementProjection } from './movement.projection';

const row = { id: 'M', stockQuantity: '4.000' } as MovementRow;

it('a movement is answered with what the ledger knows of it, and with nothing else', () => {
  const present = { id: 'M', value: '8.0000', reversedBy: null, itemBalanceAfter: '9.000', balanceAfter: '5.000' };
  expect(movementOf(row, present)).toMatchObject(present);
  expect(() => movementOf(row, undefined)).toThrow('movement M is in no block');
});

it('a list of movements is sorted and filtered along indexes', async () => {
  const layout = (await tableLayouts(movementProjection)).find(({ type }) => type === MovementRow);
  const served = [
    layout?.key.map(({ column }) => column) ?? [],
    ...(layout?.indexes ?? []).map(({ columns }) => columns),
  ];
  const isServed = (column: string) => served.some(([tenant, next]) => tenant === 'tenant_id' && next === column);
  expect(['place', 'recorded_at', 'item_id', 'transaction_id'].filter((column) => !isServed(column))).toEqual([]);
});
