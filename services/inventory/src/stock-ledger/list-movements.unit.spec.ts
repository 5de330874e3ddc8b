import { movementOf } from './list-movements.query';
import type { MovementRow } from './movement.entity';

const row = { id: 'M', stockQuantity: '4.000' } as MovementRow;

it('a movement is answered with the balances that were summed for it, and with no others', () => {
  expect(movementOf(row, { id: 'M', reversed_by: null, of_item: '9.000', of_place: '5.000' })).toMatchObject({
    balanceAfter: '5.000',
    itemBalanceAfter: '9.000',
  });
  expect(() => movementOf(row, undefined)).toThrow('movement M is not among those');
});
