import { DeactivateUser } from '#contracts/auth/deactivate-user';
import { DomainError, type ErrorCode } from '#contracts/errors';
import type { CommandContext } from '#libs/identity';
import { ServiceDispatcher } from './service-dispatcher';

const refusingWith = (error: Error) => {
  const bus = { execute: jest.fn().mockRejectedValue(error) };
  const dispatcher = new ServiceDispatcher(bus as never, bus as never, { waitFor: async () => true });
  return dispatcher.dispatch(DeactivateUser, { userId: 'a' }, {} as CommandContext);
};

describe('what a handler refuses with', () => {
  it.each<ErrorCode>(['LAST_ADMIN', 'NOT_FOUND', 'PRECONDITION_FAILED', 'SERVICE_UNAVAILABLE'])(
    'comes to the caller where the contract declares it: %s',
    async (code) => {
      await expect(refusingWith(new DomainError(code))).rejects.toMatchObject({ code });
    },
  );

  it.each<ErrorCode>(['LIMIT_REACHED', 'DUPLICATE', 'INVALID_CREDENTIALS'])(
    'is a fault of a test run where the contract does not: %s',
    async (code) => {
      const fault = `DeactivateUser refuses with ${code}, which its contract does not declare`;
      await expect(refusingWith(new DomainError(code))).rejects.toThrow(fault);
    },
  );

  it('is left alone where it is a fault anyway', async () => {
    await expect(refusingWith(new RangeError('a fault'))).rejects.toThrow(new RangeError('a fault'));
  });
});
