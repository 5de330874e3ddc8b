import { SecondFactorDisabled, SecondFactorEnabled } from '#contracts/auth/second-factor-events';
import { AccountCreated } from '#contracts/auth/account-events';
import { event } from '#contracts/declare/event';
import { given } from '#libs/testing/given-when-then';
import { account } from '../account/account';
import { disableSecondFactor, enableSecondFactor, recordRecoveryCode } from './change-second-factor';
import { hashOfRecoveryCode, newRecoveryCodes, readRecoveryCode } from './recovery-code.provider';
import { openSecret, sealSecret } from './sealed-secret.provider';
import { codeAt, newTotpSecret, shownSecret, stepOf } from './totp.adapter';

const accountId = '0197a3c4-0000-7000-8000-0000000000a1';
const factorId = '0197a3c4-0000-7000-8000-0000000000f1';
const other = '0197a3c4-0000-7000-8000-0000000000f2';

describe('a code of an authenticator', () => {
  /** RFC 6238, appendix B: the last six of the eight digits. */
  const RFC = Buffer.from('12345678901234567890');

  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_234_567_890, '005924'],
    [20_000_000_000, '353130'],
  ])('at %s seconds is %s', (seconds, code) => {
    expect(stepOf(RFC, code, seconds)).toBe(Math.floor(seconds / 30));
  });

  it('is of the present step or the one before, and of no other', () => {
    const secret = newTotpSecret();
    const accepted = [98, 99, 100, 101].filter((step) => stepOf(secret, codeAt(secret, step), 3_000) === step);
    expect(accepted).toEqual([99, 100]);
  });

  it('follows from the secret that is shown, and the address tells whose it is', () => {
    const secret = newTotpSecret();
    const shown = shownSecret(secret, 'ada+ops@example.org');
    expect(shown.secret).toMatch(/^[A-Z2-7]{32}$/);
    const uri = new URL(shown.uri);
    expect(decodeURIComponent(uri.pathname)).toBe('/OpsLedger:ada+ops@example.org');
    expect(Object.fromEntries(uri.searchParams)).toEqual({
      issuer: 'OpsLedger',
      secret: shown.secret,
      algorithm: 'SHA1',
      digits: '6',
      period: '30',
    });
  });
});

describe('a sealed secret', () => {
  const key = Buffer.alloc(32, 7);

  it('opens for its own row and key alone', () => {
    const secret = newTotpSecret();
    const sealed = sealSecret(key, { factorId, accountId }, secret);
    expect(sealed.includes(secret)).toBe(false);
    expect(openSecret(key, { factorId, accountId }, sealed)).toEqual(secret);
    expect(() => openSecret(key, { factorId: other, accountId }, sealed)).toThrow(/unable to authenticate/);
    expect(() => openSecret(key, { factorId, accountId: other }, sealed)).toThrow(/unable to authenticate/);
    expect(() => openSecret(Buffer.alloc(32, 8), { factorId, accountId }, sealed)).toThrow(/unable to authenticate/);
  });
});

describe('recovery codes', () => {
  it('are ten different ones, read as people type them', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) {
      expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{6}-){3}[0-9A-HJKMNP-TV-Z]{6}$/);
      const letters = code.replaceAll('-', '');
      expect(readRecoveryCode(code)).toBe(letters);
      const typed = ` ${letters.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l')}`;
      expect(readRecoveryCode(typed)).toBe(letters);
    }
  });

  it.each(['', '123456', 'ABCDEF-ABCDEF-ABCDEF-ABCDE', 'ABCDEF-ABCDEF-ABCDEF-ABCDEU', 'ABCDEF-ABCDEF-ABCDEF-ABCDEFG'])(
    'are not %j',
    (typed) => {
      expect(readRecoveryCode(typed)).toBeUndefined();
    },
  );

  it('have another hash under another key and for another factor', () => {
    const [key, code] = [Buffer.alloc(32, 7), 'ABCDEFABCDEFABCDEFABCDEF'];
    const hashes = [
      hashOfRecoveryCode(key, factorId, code),
      hashOfRecoveryCode(key, other, code),
      hashOfRecoveryCode(Buffer.alloc(32, 8), factorId, code),
    ].map((hash) => hash.toString('hex'));
    expect(new Set(hashes).size).toBe(3);
  });
});

describe('the second factor of an account', () => {
  const created = event(AccountCreated, { accountId, email: 'ada@example.org', name: 'Ada' });
  const enabled = event(SecondFactorEnabled, { accountId, factorId });
  const disabled = event(SecondFactorDisabled, { accountId, factorId, mustChangePassword: false });
  const there = given(account, created);
  const withFactor = given(account, created, enabled);

  it('is enabled once', () => {
    there.when(enableSecondFactor, { accountId, factorId }).then(enabled);
    withFactor.when(enableSecondFactor, { accountId, factorId: other }).thenRefused('CONFLICT');
    given(account, created, enabled, disabled)
      .when(enableSecondFactor, { accountId, factorId: other })
      .then(event(SecondFactorEnabled, { accountId, factorId: other }));
  });

  it('is disabled where it is the one in force', () => {
    const disable = { accountId, factorId, isPasswordShort: false };
    withFactor.when(disableSecondFactor, disable).then(disabled);
    withFactor.when(disableSecondFactor, { ...disable, factorId: other }).thenNothing();
    there.when(disableSecondFactor, disable).thenNothing();
  });

  it('leaves a password behind that must be changed where that is too short to be the only factor', () => {
    const changing = event(SecondFactorDisabled, { accountId, factorId, mustChangePassword: true });
    withFactor.when(disableSecondFactor, { accountId, factorId, isPasswordShort: true }).then(changing);
  });

  it('is none of an account that is not there', () => {
    given(account).when(enableSecondFactor, { accountId, factorId }).thenRefused('SESSION_ENDED');
    given(account).when(recordRecoveryCode, { accountId, factorId, left: 9 }).thenNothing();
  });
});
