import { guardedFetch, type FetchGuard } from './guarded-fetch';

const STRICT: FetchGuard = { allowsLoopback: false, internalHosts: new Set() };
const NOTHING_LISTENS = 9;
const INNER = 'the address is in an inner network';
const HTTPS_ALONE = 'such addresses are asked by https alone';
const NO_CONNECTION = 'no connection';

/** The names of the test's own network. */
const resolvingTo =
  (...addresses: readonly string[]): NonNullable<FetchGuard['resolve']> =>
  (_name, _options, done) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

const asked = (url: string, guard: Partial<FetchGuard> = {}) =>
  guardedFetch({ ...STRICT, ...guard })(url, { method: 'GET', headers: {} });

it.each([
  'https://10.1.2.3/',
  'https://192.168.0.1/',
  'https://172.16.0.1/',
  'https://169.254.169.254/latest/meta-data',
  'https://100.64.0.1/',
  'https://127.0.0.1/',
  'https://2130706433/',
  'https://0x7f.1/',
  'https://0.0.0.0/',
  'https://[::1]/',
  'https://[::ffff:10.0.0.1]/',
  'https://[fd00::1]/',
  'https://[fe80::1]/',
  'https://[64:ff9b::a00:1]/',
])('asks nothing at %s', async (url) => {
  await expect(asked(url)).rejects.toThrow(INNER);
});

it.each(['10.0.0.1', '127.0.0.1', '::1', '::ffff:169.254.169.254', 'fd12::1'])(
  'asks no name that leads to %s, when it connects',
  async (address) => {
    await expect(asked('https://id.example.com/', { resolve: resolvingTo(address) })).rejects.toThrow(INNER);
  },
);

it('asks by https alone, but for this machine where that is allowed', async () => {
  await expect(asked('http://id.example.com/', { allowsLoopback: true })).rejects.toThrow(HTTPS_ALONE);
  await expect(asked('file:///etc/passwd', { allowsLoopback: true })).rejects.toThrow(HTTPS_ALONE);
  await expect(asked('http://localhost/')).rejects.toThrow(HTTPS_ALONE);
  await expect(asked(`http://127.0.0.1:${NOTHING_LISTENS}/`, { allowsLoopback: true })).rejects.toThrow(NO_CONNECTION);
});

it('asks hosts of the operator’s own network that are named, and no other', async () => {
  const guard = { internalHosts: new Set(['id.internal']), resolve: resolvingTo('127.0.0.1') };
  await expect(asked(`https://ID.internal:${NOTHING_LISTENS}/`, guard)).rejects.toThrow(NO_CONNECTION);
  await expect(asked(`https://other.internal:${NOTHING_LISTENS}/`, guard)).rejects.toThrow(INNER);
});
