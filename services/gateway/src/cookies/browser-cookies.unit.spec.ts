import { BrowserCookies } from './browser-cookies';

const tls = new BrowserCookies('https://ops.example.com/app');
const plain = new BrowserCookies(undefined);

describe('a cookie', () => {
  const setBy = (cookies: BrowserCookies) => {
    const set: unknown[] = [];
    cookies.set({ header: (...given: unknown[]) => set.push(given) } as never, 'session', 'a.b-c_d', 900);
    return set;
  };

  it('is bound to the host, for scripts out of reach, and sent over TLS alone', () => {
    const attributes = 'Path=/; Max-Age=900; HttpOnly; SameSite=Lax; Secure';
    expect(setBy(tls)).toEqual([['Set-Cookie', `__Host-opsledger-session=a.b-c_d; ${attributes}`]]);
  });

  it("has no prefix on a machine of one's own, where there is no TLS", () => {
    const attributes = 'Path=/; Max-Age=900; HttpOnly; SameSite=Lax';
    expect(setBy(plain)).toEqual([['Set-Cookie', `opsledger-session=a.b-c_d; ${attributes}`]]);
  });

  it.each([
    ['__Host-opsledger-session=abc', 'abc'],
    ['x=1; __Host-opsledger-session=abc ;y', 'abc'],
    // One without the prefix may come from another host of the site.
    ['opsledger-session=abc', undefined],
    ['__host-opsledger-session=abc', undefined],
    ['__Host-opsledger-session=abc; __Host-opsledger-session=def', undefined],
    ['__Host-opsledger-session=a b', undefined],
    ['__Host-opsledger-session=', undefined],
    [undefined, undefined],
  ])('in %p is %p', (cookie, value) => {
    expect(tls.read({ ...(cookie !== undefined && { cookie }) }, 'session')).toBe(value);
  });
});

it('of a browser that is longer than any is none', () => {
  const read = (value: string) => tls.read({ cookie: `__Host-opsledger-browser=${value}` }, 'browser');
  expect([read('b'.repeat(100)), read('b'.repeat(101))]).toEqual(['b'.repeat(100), undefined]);
});

it("without a public address is for a machine of one's own", () => {
  const read = (host: string) => plain.read({ host, cookie: 'opsledger-session=abc' }, 'session');
  expect([read('127.0.0.1:3000'), read('localhost'), read('ops.example.com')]).toEqual(['abc', 'abc', undefined]);
  expect(plain.isOffered({ host: 'ops.example.com' })).toBe(false);
});

describe('a request is of the same origin', () => {
  const ours = 'https://ops.example.com';
  it.each([
    [{ 'sec-fetch-site': 'same-origin' }, true],
    [{ 'sec-fetch-site': 'same-origin', origin: 'null' }, true],
    [{ origin: ours }, true],
    [{ 'sec-fetch-site': 'same-site', origin: 'https://evil.example.com' }, false],
    [{ 'sec-fetch-site': 'cross-site', origin: ours }, false],
    [{ 'sec-fetch-site': 'none' }, false],
    [{ origin: 'https://evil.example.com' }, false],
    [{ origin: `${ours}.evil.test` }, false],
    [{ origin: 'http://ops.example.com' }, false],
    [{ origin: `${ours}:8443` }, false],
    [{ origin: 'null' }, false],
    [{ host: 'ops.example.com' }, false],
    [{}, false],
  ])('%j: %p', (headers, expected) => {
    expect(tls.isSameOrigin(headers)).toBe(expected);
  });

  it.each([
    [{ host: '127.0.0.1:3000', origin: 'http://127.0.0.1:3000' }, true],
    [{ host: '127.0.0.1:3000', origin: 'http://127.0.0.1:4000' }, false],
    [{ host: 'evil.test', origin: 'http://evil.test' }, false],
  ])('without a public address, %j: %p', (headers, expected) => {
    expect(plain.isSameOrigin(headers)).toBe(expected);
  });
});
