import { LogUnavailable } from '#libs/event-log';
import { exitCodeOf, sentenceOf } from './exit';
import { WrongUse } from './wrong-use';

it('prints a sentence for a fault that the operator can repair', () => {
  const away = new LogUnavailable('read: given up after 35 attempts in a row');
  expect(sentenceOf(away)).toBe(
    'The event log is out of reach: see that its server runs, then repeat. (read: given up after 35 attempts in a row)',
  );
  expect(exitCodeOf(away)).toBe(1);
  expect(sentenceOf(new WrongUse('Name the projections.'))).toBe('Name the projections.');
  expect(exitCodeOf(new WrongUse('Name the projections.'))).toBe(2);
});

it('prints the whole error for any other fault', () => {
  expect(sentenceOf(new TypeError('x is not a function'))).toContain('exit.unit.spec.ts');
});
