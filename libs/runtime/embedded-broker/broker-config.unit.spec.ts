import { parseBrokerConfig } from './broker-config';

const users = [{ user: 'a', password: 'b' }];

it('returns a valid configuration unchanged', () => {
  const config = { host: '127.0.0.1', port: 0, users, limits: { maxPayload: 1 } };
  expect(parseBrokerConfig(config)).toEqual(config);
});

it.each<[unknown, string]>([
  [null, 'not an object'],
  [[], 'not an object'],
  [{ users: [] }, 'users'],
  [{ users, host: 7 }, 'host'],
  [{ users, port: 70_000 }, 'port'],
  [{ users, port: '4222' }, 'port'],
  [{ users, limits: 7 }, 'limits'],
  [{ users, limits: { maxPayload: 0.5, maxPending: '9' } }, 'limits.maxPayload, limits.maxPending'],
  [{ users: [...users, 'x', { user: '', password: 1 }] }, 'users[1], users[2].user, users[2].password'],
])('names every fault of %j', (config, faults) => {
  expect(() => parseBrokerConfig(config)).toThrow(new RegExp(`${faults.replaceAll(/[[\].]/g, '\\$&')}$`));
});

it('shows no value in its refusal', () => {
  expect(() => parseBrokerConfig({ users: [{ user: 'a', password: 12_345 }] })).toThrow(/^(?!.*12345)/);
});
