import { UntrustedProxies } from './untrusted-proxies';

const HOUR = 3_600_000;

function watching(trusted: readonly string[]) {
  const reported: string[] = [];
  const clock = { now: 0 };
  const proxies = new UntrustedProxies(
    trusted,
    (peer) => reported.push(peer),
    () => clock.now,
  );
  const from = (remoteAddress: string, headers: object = { 'x-forwarded-for': '203.0.113.7' }) =>
    proxies.note({ headers, socket: { remoteAddress } } as never);
  return { reported, clock, from };
}

it.each(['10.1.2.3', '127.0.0.1', '::ffff:192.168.0.9', 'fd00::7', '100.64.0.1'])(
  'reports forwarded addresses from the private peer %s, once an hour',
  (peer) => {
    const { reported, clock, from } = watching([]);
    from(peer);
    from(peer);
    expect(reported).toEqual([peer.replace('::ffff:', '')]);
    clock.now += HOUR;
    from(peer, { forwarded: 'for=203.0.113.7' });
    expect(reported).toHaveLength(2);
  },
);

it('reports no trusted peer, no public one, and no request without forwarded addresses', () => {
  const { reported, from } = watching(['10.0.0.0/8', '192.168.0.9', 'fd00::/8']);
  for (const peer of ['10.1.2.3', '::ffff:10.1.2.3', '192.168.0.9', 'fd12::1', '198.51.100.7', '2001:db8::1', '']) {
    from(peer);
  }
  from('127.0.0.1', {});
  expect(reported).toEqual([]);
  from('192.168.0.10');
  expect(reported).toEqual(['192.168.0.10']);
});
