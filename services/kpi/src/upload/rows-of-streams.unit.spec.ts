import { DomainError, type ErrorCode } from '#contracts/errors';
import { rowDone } from '#contracts/imports/rows-done';
import { GIVEN } from '#libs/testing/given-when-then';
import type { CommandContext } from '#libs/identity';
import type { ServiceParts } from '#libs/runtime';
import { employeeShift } from '../attendance/attendance';
import { checkRows, type RowsOfStream, type RowsToDo } from './rows-of-streams.handler';

const id = GIVEN.newId('a stream');

/** Checks one row, whose stream is refused with the code. */
const checked = (code: ErrorCode, afterOthers: ReadonlyMap<string, boolean> = new Map()) => {
  const work: RowsToDo<RowsOfStream, unknown, never, object> = {
    aggregate: employeeShift as never,
    streams: [{ id, rows: { importId: GIVEN.newId('an import'), rows: [{ at: 0 }] } }],
    bad: new Map(),
    count: 1,
    afterOthers,
    facts: () => Promise.resolve({}),
    decide: () => ({ events: [], done: new Map([[0, rowDone('created', { id })]]) }),
    doneBefore: () => new Map(),
  };
  const check = ({ decide }: { decide: (...given: unknown[]) => unknown }) => {
    decide();
    return Promise.reject(new DomainError(code));
  };
  return checkRows(work, {} as CommandContext, { commands: { check } } as unknown as ServiceParts);
};

describe('a check of a row that is alone in its stream', () => {
  it('takes a refusal of the stream for that of the row', async () => {
    expect(await checked('DUPLICATE')).toMatchObject({ rows: [{ outcome: 'bad', code: 'DUPLICATE' }] });
  });

  it.each<ErrorCode>(['SERVICE_UNAVAILABLE', 'INTERNAL', 'RATE_LIMITED'])('fails with %s', async (code) => {
    await expect(checked(code)).rejects.toMatchObject({ code });
  });

  it('takes a value that the other rows free for free', async () => {
    expect(await checked('DUPLICATE', new Map([[id, true]]))).toMatchObject({ rows: [{ outcome: 'created' }] });
    expect(await checked('DUPLICATE', new Map([[id, false]]))).toMatchObject({ rows: [{ outcome: 'bad' }] });
    expect(await checked('CONFLICT', new Map([[id, true]]))).toMatchObject({ rows: [{ outcome: 'bad' }] });
  });
});
