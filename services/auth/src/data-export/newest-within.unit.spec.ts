import { newestWithin } from './newest-within';

it('keeps the last ones that fit, in their order', () => {
  // Each takes four bytes with its quotation marks.
  const things = ['aa', 'bb', 'cc', 'dd'];
  expect(newestWithin(things, 8, 10)).toEqual(['cc', 'dd']);
  expect(newestWithin(things, 11, 10)).toEqual(['cc', 'dd']);
  expect(newestWithin(things, 100, 3)).toEqual(['bb', 'cc', 'dd']);
  expect(newestWithin(things, 100, 10)).toEqual(things);
  expect(newestWithin(things, 3, 10)).toEqual([]);
});
