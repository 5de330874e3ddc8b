import fc from 'fast-check';
import { CreateUser } from '../auth/create-user';
import { HoldPassword } from '../auth/hold-password';
import { Login } from '../auth/login';
import type { DomainError } from '../errors';
import { GUESSABLE, passwordFault } from './password';
import { CreateOrganization } from '../tenancy/create-organization';
import { parse } from '../declare/validation';

describe('a new password', () => {
  it.each([
    'password1234',
    'Password2024!',
    'P@ssw0rd1234',
    'passwordpassword',
    'Welcome12345',
    'iloveyou1234',
    'adminadmin123',
    'administrator',
    'administrator1',
    'qwertyuiop12',
    'letmeinplease',
    'football123456',
    'Summer2024!!',
    'contraseña123',
    'correct horse battery staple',
    'theworldinyourhand',
    '123password123',
    'password1234567890',
  ])('that many people chose is refused: %s', (password) => {
    expect(passwordFault(password)).toBe(GUESSABLE);
  });

  it.each(['aaaaaaaaaaaa', '121212121212', 'abcabcabcabc', 'abcdabcdabcd', '111222333444', '        1   '])(
    'that repeats is refused: %s',
    (password) => {
      expect(passwordFault(password)).toBe(GUESSABLE);
    },
  );

  it.each([
    '123456789012',
    'abcdefghijkl',
    'asdfghjkl123',
    '1q2w3e4r5t6y',
    'qwertyuiopasdf',
    '987654321abc',
    '1qaz2wsx3edc',
  ])('that runs along the keyboard is refused: %s', (password) => {
    expect(passwordFault(password)).toBe(GUESSABLE);
  });

  it.each([
    ['OpsLedger2024', undefined],
    ['my-opsledger!', undefined],
    ['ada.lovelace1', 'ada.lovelace@example.org'],
    ['lovelace-1843', 'ada.lovelace@example.org'],
    ['ada.lovelace@example.org', 'Ada.Lovelace@example.org'],
  ])('that is a name with a few characters is refused: %s of %s', (password, email) => {
    expect(passwordFault(password, email)).toBe(GUESSABLE);
  });

  it.each([
    'a long enough password',
    'another long enough password',
    'correct horse battery',
    'seven blue kettles sing',
    'tr4in-ly7ber-okmo',
    'my ledger of old ships',
    'ada likes lovely laces in lovelace manor',
    'k8Qz0vX1mPw3',
    'adminZ8r2Kq9Lw7x',
  ])('that is a phrase or made up is accepted: %s', (password) => {
    expect(passwordFault(password, 'ada.lovelace@example.org')).toBeUndefined();
  });

  it.each([
    ['short', 'must have 12 to 1000 characters'],
    ['x'.repeat(1_001), 'must have 12 to 1000 characters'],
  ])('has a length', (password, fault) => {
    expect(passwordFault(password)).toBe(fault);
  });

  it('that is random is accepted', () => {
    const letters = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_');
    const made = fc.string({ unit: letters, minLength: 20, maxLength: 20 });
    // Without texts of one character class, which fast-check prefers and chance does not.
    fc.assert(
      fc.property(
        made.filter((text) => new Set(text.toLowerCase()).size > 12),
        (password) => passwordFault(password) === undefined,
      ),
      { seed: 1 },
    );
  });

  it('is checked in time that grows with its length, for any content', () => {
    for (const piece of ['pass', 'passpassw', 'me', 'qwerqwert']) {
      const since = performance.now();
      passwordFault(piece.repeat(1_000).slice(0, 999).concat('#x'));
      expect(performance.now() - since).toBeLessThan(2_000);
    }
  });
});

describe('the fields for a new password', () => {
  const password = 'Password2024!';
  const fault = (pointer: string) => [{ pointer, code: 'COMMON', message: GUESSABLE }];
  const faultsOf = (read: () => unknown): unknown => {
    try {
      return read();
    } catch (error) {
      return (error as DomainError).fields;
    }
  };
  const user = { email: 'ada.lovelace@example.org', name: 'Ada', roles: ['viewer'] };

  it('report the fault and its field', () => {
    expect(faultsOf(() => parse(CreateUser, { ...user, password }))).toEqual(fault('/password'));
    expect(faultsOf(() => parse(CreateUser, { ...user, password: 'lovelace-1843' }))).toEqual(fault('/password'));
    const id = '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071';
    expect(faultsOf(() => parse(HoldPassword, { passwordId: id, accountId: id, password }))).toEqual(
      fault('/password'),
    );
    const admin = { email: 'ada.lovelace@example.org', name: 'Ada', password: 'ada.lovelace1' };
    expect(faultsOf(() => parse(CreateOrganization, { slug: 'acme', name: 'Acme', admin }))).toEqual(
      fault('/admin/password'),
    );
  });

  it('accept another, or none', () => {
    expect(parse(CreateUser, { ...user, password: 'seven blue kettles sing' })).toMatchObject(user);
    expect(parse(CreateUser, user)).toMatchObject(user);
  });

  it('are not the fields for an old one', () => {
    expect(parse(Login, { email: 'ada@example.org', password })).toMatchObject({ password });
  });
});
