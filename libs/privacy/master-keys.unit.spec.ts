import { randomBytes } from 'node:crypto';
import { MasterKeyMissing, MasterKeys, WrappedKeyDamaged, randomKey } from './master-keys';

const key = randomKey();

test('a wrapped key is unwrapped under the same master key in another process', () => {
  const secret = randomBytes(32);
  const wrapped = new MasterKeys(secret).wrap('place', key);
  expect(new MasterKeys(Buffer.from(secret)).unwrap('place', wrapped)).toEqual(key);
  expect(wrapped.wrapped).toHaveLength(60);
});

test('a key wrapped before the master key changed is unwrapped while the old one is given', () => {
  const [old, current] = [randomBytes(32), randomBytes(32)];
  const wrapped = new MasterKeys(old).wrap('place', key);
  expect(new MasterKeys(current, [old]).unwrap('place', wrapped)).toEqual(key);
  expect(new MasterKeys(current, [old]).wrap('place', key).masterKeyId).toBe(new MasterKeys(current).currentId);
});

test('a missing master key is named by its id, which is not the key', () => {
  const old = randomBytes(32);
  const wrapped = new MasterKeys(old).wrap('place', key);
  const unwrap = () => new MasterKeys(randomBytes(32)).unwrap('place', wrapped);
  expect(unwrap).toThrow(MasterKeyMissing);
  expect(unwrap).toThrow(wrapped.masterKeyId);
  expect(old.toString('hex')).not.toContain(wrapped.masterKeyId);
});

test('a wrapped key is unwrapped for its own row only, and not with a changed bit', () => {
  const masters = new MasterKeys(randomBytes(32));
  const wrapped = masters.wrap('subject-key 1', key);
  expect(() => masters.unwrap('subject-key 2', wrapped)).toThrow(WrappedKeyDamaged);
  for (const at of [0, 20, 59]) {
    const changed = Buffer.from(wrapped.wrapped);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    expect(() => masters.unwrap('subject-key 1', { ...wrapped, wrapped: changed })).toThrow(WrappedKeyDamaged);
  }
  const short = { ...wrapped, wrapped: wrapped.wrapped.subarray(0, 59) };
  expect(() => masters.unwrap('subject-key 1', short)).toThrow(WrappedKeyDamaged);
});

test('a master key of another length is refused without being shown', () => {
  const wrong = Buffer.from('too short to be a master key');
  expect(() => new MasterKeys(wrong)).toThrow('a master key has 32 bytes, not 28');
});
