import { DeactivateUser } from '#contracts/auth/deactivate-user';
import { GetUser } from '#contracts/auth/get-user';
import type { Contract } from '#contracts/declare/contract';
import { DomainError, type ErrorCode } from '#contracts/errors';
import type { Position } from '#libs/event-log';
import type { CommandContext } from '#libs/identity';
import type { Shown } from './disclosure';
import { ServiceDispatcher } from './service-dispatcher';

interface Surroundings {
  readonly execute: () => Promise<object>;
  readonly record?: () => Promise<void>;
  /** Whether the read models reach the awaited position in time. */
  readonly reached?: boolean;
}

function dispatcherWith({ execute, record = () => Promise.resolve(), reached = true }: Surroundings) {
  const bus = { execute, register: () => undefined } as never;
  const parts = { progress: { waitFor: async () => reached } } as never;
  return new ServiceDispatcher({
    wirings: [],
    projections: [],
    parts,
    commandBus: bus,
    queryBus: bus,
    disclosures: { record },
  });
}

const refusingWith = (error: Error) => {
  const execute = async () => {
    throw error;
  };
  return dispatcherWith({ execute }).dispatch(DeactivateUser, { userId: 'a' }, {} as CommandContext);
};

describe('a refusal by a handler', () => {
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

  it('is passed on unchanged if it is a fault', async () => {
    await expect(refusingWith(new RangeError('a fault'))).rejects.toThrow(new RangeError('a fault'));
  });
});

it('the answer of a command is given once it is recorded, as far as it discloses', async () => {
  const answer = { id: 'a' };
  const record = jest.fn<Promise<void>, [Contract, Shown, object]>(() => Promise.resolve());
  const dispatcher = dispatcherWith({ execute: () => Promise.resolve({ answer }), record: record as never });
  const context = { tenantId: 'ours' } as CommandContext;
  expect(await dispatcher.dispatch(DeactivateUser, { userId: 'a' }, context)).toEqual({ answer });
  const shown = { payload: { userId: 'a' }, answer, organizationId: 'ours' };
  expect(record.mock.calls.map(([, each]) => each)).toEqual([shown]);
  record.mockRejectedValue(new DomainError('SERVICE_UNAVAILABLE'));
  const unrecorded = dispatcher.dispatch(DeactivateUser, { userId: 'a' }, context);
  await expect(unrecorded).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
});

describe('the answer of a query that discloses', () => {
  const answer = { id: 'a', name: 'Ada' };
  const ask = async (outcome: object, context: Partial<CommandContext> = {}) => {
    const record = jest.fn<Promise<void>, [Contract, Shown, object]>(() => Promise.resolve());
    const dispatcher = dispatcherWith({ execute: () => Promise.resolve(outcome), record: record as never });
    const given = await dispatcher.dispatch(GetUser, { userId: 'a' }, {
      tenantId: 'ours',
      ...context,
    } as CommandContext);
    return { given, recorded: record.mock.calls.map(([, shown]) => shown) };
  };

  it('is recorded with the owner, and given', async () => {
    const payload = { userId: 'a' };
    expect(await ask({ answer, etag: '7' })).toEqual({
      given: { answer, etag: '7' },
      recorded: [{ payload, answer, organizationId: 'ours' }],
    });
    expect(await ask({ answer, organizationId: 'theirs' })).toEqual({
      given: { answer },
      recorded: [{ payload, answer, organizationId: 'theirs' }],
    });
  });

  it('is empty and unrecorded for a caller who has it already', async () => {
    for (const ifNoneMatch of ['7', '6,7', '*']) {
      expect(await ask({ answer, etag: '7' }, { ifNoneMatch })).toEqual({
        given: { answer: null, etag: '7' },
        recorded: [],
      });
    }
    expect((await ask({ answer, etag: '7' }, { ifNoneMatch: '6,77' })).recorded).toHaveLength(1);
  });

  it('is neither given nor recorded where If-Match names another state, or it has none', async () => {
    for (const [given, ifMatch] of [
      [{ answer, etag: '7' }, '6,77'],
      [{ answer }, '7'],
    ] as const) {
      await expect(ask(given, { ifMatch, ifNoneMatch: '*' })).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
    }
    expect((await ask({ answer, etag: '7' }, { ifMatch: '6,7' })).recorded).toHaveLength(1);
    expect((await ask({ answer, etag: '7' }, { ifMatch: '7', ifNoneMatch: '7' })).given).toEqual({
      answer: null,
      etag: '7',
    });
  });

  it('is not given when it cannot be recorded', async () => {
    const record = () => Promise.reject(new DomainError('SERVICE_UNAVAILABLE'));
    const dispatcher = dispatcherWith({ execute: () => Promise.resolve({ answer }), record });
    const asked = dispatcher.dispatch(GetUser, { userId: 'a' }, {} as CommandContext);
    await expect(asked).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  });
});

describe('a query that is told to wait for a position', () => {
  const position = '0001-0000000000000000007' as Position;
  const ask = (reached: boolean, execute: () => Promise<object>) =>
    dispatcherWith({ execute, reached }).dispatch(GetUser, { userId: 'a' }, {} as CommandContext, position);
  const found = () => Promise.resolve({ answer: { id: 'a' } });

  it.each([true, false])('says whether it is stale, also when it refuses; reached: %s', async (reached) => {
    expect((await ask(reached, found)).stale).toBe(reached ? undefined : true);
    const refused = ask(reached, () => Promise.reject(new DomainError('NOT_FOUND')));
    await expect(refused).rejects.toMatchObject({ code: 'NOT_FOUND', stale: !reached });
  });
});
