import { isOutOfReach } from './out-of-reach';

const coded = (code: string) => Object.assign(new Error('the server said no'), { code });

it.each([
  ['the server stops', coded('57P01')],
  ['a statement timed out', coded('57014')],
  ['too many connections', coded('53300')],
  ['a standby had to go on', coded('40001')],
  ['a lock was not to be had', coded('55P03')],
  ['nobody listens', coded('ECONNREFUSED')],
  ['the server went away', new Error('Connection terminated unexpectedly')],
  [
    'the connection was lost before the commit',
    new Error('Client has encountered a connection error and is not queryable'),
  ],
  ['a socket that is not there', Object.assign(coded('ENOENT'), { syscall: 'connect' })],
  ['the server is silent', new Error('Query read timeout')],
  ['the pool is busy', new Error('timeout exceeded when trying to connect')],
  ['what TypeORM wraps', Object.assign(new Error('failed'), { driverError: coded('08006') })],
])('%s: out of reach', (_, error) => {
  expect(isOutOfReach(error)).toBe(true);
});

it.each([
  ['a broken constraint', coded('23505')],
  ['a missing right', coded('42501')],
  ['a missing file', Object.assign(coded('ENOENT'), { syscall: 'open' })],
  ['a fault of ours', new TypeError('undefined is not a function')],
  ['no error', 'text'],
])('%s: not', (_, error) => {
  expect(isOutOfReach(error)).toBe(false);
});
