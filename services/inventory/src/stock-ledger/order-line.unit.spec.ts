import { sharedOut } from './order-line';

it('shares a price out so that the parts add up to it', () => {
  expect(sharedOut('10.0000', [1_000n, 1_000n, 1_000n])).toEqual(['3.3333', '3.3334', '3.3333']);
  expect(sharedOut('12.0000', [4_000n])).toEqual(['12.0000']);
});
