import { addressKey, networkOf, siteKey } from './network-address';

describe('the key of one address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::6', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1', 'fe80:0:0:0::/64'],
  ])('%s is %s', (ip, key) => {
    expect(addressKey(ip)).toBe(key);
  });
});

it.each([
  ['203.0.113.7', undefined],
  ['::ffff:203.0.113.7', undefined],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
])('the site of %s is %s', (ip, site) => {
  expect(siteKey(ip)).toBe(site);
});

describe('the network of an address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.0/24', '203.0.113.0/24'],
    ['::ffff:203.0.113.7', '203.0.113.0/24', '203.0.113.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['2001:db8::6', '2001:db8:0:0::/64', '2001:db8:0::/48'],
    ['rubbish', 'unknown', 'unknown'],
    ['', 'unknown', 'unknown'],
  ])('%s is in %s, and in %s', (ip, narrow, wide) => {
    expect([networkOf(ip, 64), networkOf(ip, 48)]).toEqual([narrow, wide]);
  });
});
