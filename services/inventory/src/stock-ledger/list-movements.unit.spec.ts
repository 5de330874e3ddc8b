import { tableLayouts } from '#libs/read-models';
import { folding } from '#libs/testing/folding';
import { movementOf } from './list-movements.query';
import { MovementRow } from './movement.entity';
import { movementProjection } from './movement.projection';
import { received, used } from './stock-ledger.fixture';

const row = { id: 'M', stockQuantity: '4.000' } as MovementRow;

it('a movement is answered with what the ledger knows of it, and with nothing else', () => {
  const present = { id: 'M', value: '8.0000', reversedBy: null, itemBalanceAfter: '9.000', balanceAfter: '5.000' };
  expect(movementOf(row, present)).toMatchObject(present);
  expect(() => movementOf(row, undefined)).toThrow('movement M is in no block');
});

it('a movement names the employee to whom stock was issued', () => {
  const issued = used('1.000', '2026-02-01T08:00:00.000Z');
  const [employeeId, past] = ['0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071', received('4.000', '2026-01-01T08:00:00.000Z')];
  const rows = folding(movementProjection, past, { ...issued, data: { ...issued.data, employeeId } });
  expect(rows.rowsOf(MovementRow).map((each) => each.employeeId)).toEqual([null, employeeId]);
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
