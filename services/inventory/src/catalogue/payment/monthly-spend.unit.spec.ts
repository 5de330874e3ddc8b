import { monthlySpend } from './monthly-spend';

describe('the spend of a month', () => {
  it('is a twelfth of what a year costs, by currency', () => {
    expect(
      monthlySpend([
        { amount: '120.00', currency: 'EUR', cycle: 'yearly' },
        { amount: '30.00', currency: 'EUR', cycle: 'quarterly' },
        { amount: '5.50', currency: 'EUR', cycle: 'monthly' },
        { amount: '99.00', currency: 'CHF', cycle: 'monthly' },
        { amount: '999.00', currency: 'USD', cycle: 'once' },
      ]),
    ).toEqual([
      { currency: 'CHF', perMonth: '99.00' },
      { currency: 'EUR', perMonth: '25.50' },
    ]);
  });

  it('is rounded once, in the sum', () => {
    const cent = { amount: '0.01', currency: 'EUR', cycle: 'yearly' } as const;
    expect(monthlySpend([cent])).toEqual([{ currency: 'EUR', perMonth: '0.00' }]);
    expect(monthlySpend(Array.from({ length: 6 }, () => cent))).toEqual([{ currency: 'EUR', perMonth: '0.01' }]);
  });
});
