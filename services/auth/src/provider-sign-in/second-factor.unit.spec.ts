import { hasSecondFactor } from './second-factor';

it.each([
  [['mfa'], true],
  [['pwd', 'otp'], true],
  [['pwd', 'mfa', 'rsa'], true],
  [['hwk', 'fpt'], true],
  [['pwd'], false],
  [['pwd', 'pin'], false],
  [['otp', 'sms'], false],
  [['pwd', 'geo', 'rba'], false],
  [[], false],
  ['mfa', false],
  [{ mfa: true }, false],
  [undefined, false],
])('the amr %j tells of two factors: %s', (amr, expected) => {
  expect(hasSecondFactor(amr)).toBe(expected);
});
