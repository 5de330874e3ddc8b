import { movementOf } from './list-movements.query';
import type { MovementRow } from './movement.entity';

const row = { id: 'M', stockQuantity: '4.000' } as MovementRow;

it('a movement is answered with what the ledger knows of it, and with nothing else', () => {
  const present = { id: 'M', value: '8.0000', reversedBy: null, itemBalanceAfter: '9.000', balanceAfter: '5.000' };
  expect(movementOf(row, present)).toMatchObject(present);
  expect(() => movementOf(row, undefined)).toThrow('movement M is in no block');
});
