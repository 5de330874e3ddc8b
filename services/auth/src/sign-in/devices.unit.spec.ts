import { randomBytes } from 'node:crypto';
import { Devices } from './devices.provider';

const key = randomBytes(32);
const devices = new Devices({ key: () => Promise.resolve(key) });
const [ADA, GRACE] = ['ada@example.org', 'grace@example.org'];

it('knows a browser that signed in with the address, and no other', async () => {
  const token = await devices.signedIn(undefined, ADA);
  expect(await devices.known(token, ADA)).toMatch(/^[0-9a-f]{32}$/);
  expect(await devices.known(token, GRACE)).toBeUndefined();
  const elsewhere = new Devices({ key: () => Promise.resolve(randomBytes(32)) });
  expect(await elsewhere.known(token, ADA)).toBeUndefined();
});

it('is one device for the accounts that sign in with it, the last eight of them', async () => {
  let token = await devices.signedIn(undefined, ADA);
  const id = await devices.known(token, ADA);
  token = await devices.signedIn(token, GRACE);
  expect([await devices.known(token, ADA), await devices.known(token, GRACE)]).toEqual([id, id]);
  expect(await devices.signedIn(token, GRACE)).toBe(token);
  for (let other = 0; other < 7; other++) token = await devices.signedIn(token, `${other}@example.org`);
  expect([await devices.known(token, ADA), await devices.known(token, GRACE)]).toEqual([undefined, id]);
  expect(token.length).toBeLessThan(200);
});

it('takes a forged, changed or foreign text for none, and gives a new token in its place', async () => {
  const token = await devices.signedIn(undefined, ADA);
  const another = await devices.signedIn(undefined, ADA);
  const mixed = Buffer.concat([
    Buffer.from(token, 'base64url').subarray(0, 16),
    Buffer.from(another, 'base64url').subarray(16),
  ]);
  const forged = ['', 'x', `${token}A`, token.slice(0, -2), mixed.toString('base64url'), 'A'.repeat(4_000)];
  for (const text of forged) {
    expect(await devices.known(text, ADA)).toBeUndefined();
    expect(await devices.known(await devices.signedIn(text, ADA), ADA)).toBeDefined();
  }
});
