import { createSecretKey, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { UndecipherableField, isSealed, openField, sealField, sealedUnder, type SubjectKey } from './field-cipher';
import { randomKey } from './master-keys';

const key = (of: Partial<SubjectKey> = {}): SubjectKey => ({
  id: randomUUID(),
  tenantId: randomUUID(),
  subject: randomUUID(),
  secret: createSecretKey(randomKey()),
  ...of,
});

test('any JSON value is decrypted as it was', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const of = key();
      expect(openField(of, 'name', sealField(of, 'name', value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('the text shows that it is encrypted and under which key', () => {
  const of = key();
  const text = sealField(of, 'email', 'ada@example.com');
  expect(text).toMatch(/^pd1\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]+$/);
  expect(isSealed(text)).toBe(true);
  expect(sealedUnder(text)).toBe(of.id);
});

test('a text written by the first release can be decrypted: its bytes are in logs for good', () => {
  const of = key({
    id: '0197a3c4-5d6e-4f80-9a1b-2c3d4e5f6071',
    tenantId: '00000000-0000-4000-8000-000000000001',
    subject: '1f0c9a52-6f3f-4f0e-8d1e-0d8a3b9c7e11',
    secret: createSecretKey(Buffer.alloc(32, 7)),
  });
  const text =
    'pd1.AZejxF1uT4CaGyw9Tl9gcQ.AAECAwQFBgcICQoLOuCNEV1soSgawon5zDsDl8Mclq44QlcRNu5Dmq73TSU-2pHwCM6EvWFbeRDBrBNy';
  expect(openField(of, 'email', text)).toBe('ada@example.com');
});

test('the length of a short value does not show', () => {
  const of = key();
  const lengths = ['', 'Bo', 'Bartholomew Featherstone'].map((name) => sealField(of, 'name', name).length);
  expect(new Set(lengths).size).toBe(1);
});

test('the same value encrypted twice gives two texts', () => {
  const of = key();
  expect(sealField(of, 'name', 'Ada')).not.toBe(sealField(of, 'name', 'Ada'));
});

test('a text can be decrypted for no other subject, tenant, field or key, and not with a changed bit', () => {
  const of = key();
  const text = sealField(of, 'name', 'Ada Lovelace');
  const changed = `${text.slice(0, 40)}${text[40] === 'A' ? 'B' : 'A'}${text.slice(41)}`;
  const attempts: [SubjectKey, string, string][] = [
    [{ ...of, subject: randomUUID() }, 'name', text],
    [{ ...of, tenantId: randomUUID() }, 'name', text],
    [{ ...of, secret: createSecretKey(randomKey()) }, 'name', text],
    [of, 'email', text],
    [of, 'name', changed],
  ];
  for (const [under, field, sealed] of attempts) {
    expect(() => openField(under, field, sealed)).toThrow(UndecipherableField);
    expect(() => openField(under, field, sealed)).toThrow(/^field \w+ cannot be decrypted with key [0-9a-f-]{36}$/);
  }
});

test('text that people type is not taken for an encrypted one', () => {
  for (const typed of ['', 'pd1.', 'pd1.x.y', 'Ada', `pd1.${'a'.repeat(22)}.${'b'.repeat(79)}`, 7, null, { a: 1 }]) {
    expect(isSealed(typed)).toBe(false);
  }
});
