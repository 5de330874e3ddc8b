import { CreateUser } from '../auth/create-user';
import { Login } from '../auth/login';
import type { DomainError } from '../errors';
import { parse } from '../declare/validation';
import { passwordFault } from './password';

describe('the length of a new password', () => {
  it.each([
    ['fourteen chars', 'must have 15 to 1000 characters'],
    ['x'.repeat(1_001), 'must have 15 to 1000 characters'],
    ['fifteen of them', undefined],
    ['😀'.repeat(14), 'must have 15 to 1000 characters'],
    ['😀'.repeat(15), undefined],
  ])('%s', (password, fault) => {
    expect(passwordFault(password)).toBe(fault);
  });

  it('is twelve where a second factor protects the account too', () => {
    expect(passwordFault('twelve chars', { secondFactor: true })).toBeUndefined();
    expect(passwordFault('eleven char', { secondFactor: true })).toBe('must have 12 to 1000 characters');
  });

  it('is checked at its field, and not where an old one is presented', () => {
    const user = { email: 'ada.lovelace@example.org', name: 'Ada', roles: ['viewer'] };
    const refused = () => parse(CreateUser, { ...user, password: 'too short' });
    expect(refused).toThrow(
      expect.objectContaining({
        fields: [expect.objectContaining({ pointer: '/password', code: 'LENGTH' })],
      }) as DomainError,
    );
    expect(parse(CreateUser, user)).toMatchObject(user);
    expect(parse(Login, { email: 'ada@example.org', password: 'old' })).toMatchObject({ password: 'old' });
  });
});
