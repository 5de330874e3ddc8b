import fc from 'fast-check';
import { scaledText, decimalUnits, quantityText, quantityUnits } from './amounts';

describe('exact decimals', () => {
  it('reads what it wrote, for any amount and number of places', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
        fc.integer({ min: 0, max: 9 }),
        (units, places) => {
          expect(decimalUnits(scaledText(units, places), places)).toBe(units);
        },
      ),
    );
  });

  it.each([
    ['12.5', '12.500'],
    ['0', '0.000'],
    ['-0.001', '-0.001'],
    ['7', '7.000'],
    ['007.500', '7.500'],
    ['99999999999.999', '99999999999.999'],
    ['999999999999999.999', '999999999999999.999'],
    ['1.2300', '1.230'],
  ])('writes %s with all its places as %s', (given, written) => {
    expect(quantityText(quantityUnits(given))).toBe(written);
  });

  it.each(['1.2345', '1e3', '', '.5', '5.', '+1', 'NaN', ' 1', '1,5', '١', '1.2 5', '1/2.500', '.500'])(
    'refuses %j',
    (text) => {
      expect(() => quantityUnits(text)).toThrow(RangeError);
    },
  );
});
