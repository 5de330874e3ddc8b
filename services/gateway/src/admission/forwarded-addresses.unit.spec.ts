import fc from 'fast-check';
import { forwardedAddresses } from './forwarded-addresses';

describe('the addresses that proxies forward', () => {
  it.each([
    ['203.0.113.9:1234', ['203.0.113.9']],
    ['[2001:db8::1]:443, [2001:db8::2], 2001:db8::3', ['2001:db8::1', '2001:db8::2', '2001:db8::3']],
    ['unknown', []],
    ['256.1.1.1', []],
    ['', []],
    ['7', []],
    ['203.0.113.9, unknown, 203.0.113.10', ['203.0.113.10']],
    ['203.0.113.9, ', []],
  ])('are of %p %j', (header, addresses) => {
    expect(forwardedAddresses(header)).toEqual(addresses);
  });

  it('are the same with ports and without', () => {
    const port = fc.integer({ min: 0, max: 65_535 });
    const v4 = fc.tuple(fc.ipV4(), port).map(([ip, at]) => [ip, `${ip}:${at}`] as const);
    const v6 = fc.tuple(fc.ipV6(), port).map(([ip, at]) => [ip, `[${ip}]:${at}`] as const);
    fc.assert(
      fc.property(fc.array(fc.oneof(v4, v6), { minLength: 1, maxLength: 5 }), (entries) => {
        const plain = entries.map(([ip]) => ip);
        expect(forwardedAddresses(entries.map(([, written]) => written).join(','))).toEqual(plain);
      }),
    );
  });

  it('are found in any text without a fault', () => {
    fc.assert(fc.property(fc.string(), (header) => expect(forwardedAddresses(header)).toBeDefined()));
  });
});
