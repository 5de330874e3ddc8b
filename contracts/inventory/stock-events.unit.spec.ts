import { eventDeclaration } from '../declare/event';
import { STOCK_TRANSACTIONS } from './stock-events';

it.each(STOCK_TRANSACTIONS.map(({ type }) => type))('%s of version 1 is issued to nobody', (type) => {
  const older = { itemId: 'flour', reference: 'Kitchen order 12' };
  expect(eventDeclaration(type)?.upcast?.[1]?.(older)).toEqual({ ...older, employeeId: null });
});
