import { randomUUID } from 'node:crypto';
import { GetUser } from '#contracts/auth/get-user';
import { ListUsers } from '#contracts/auth/list-users';
import { Me } from '#contracts/auth/me';
import type { CommandContext } from '#libs/identity';
import { commandContext } from '#libs/testing/command-context';
import { TestAuth } from '../auth.fixture';

let auth: TestAuth;
let tenantId: string;
let accountId: string;
let userId: string;
beforeEach(async () => {
  auth = await TestAuth.open();
  tenantId = await auth.anOrganization();
  ({ accountId, userId } = await auth.aMember([tenantId]));
  await auth.caughtUp();
});
afterEach(() => auth.close());

const reads = async () => (await auth.recordedOf('PersonalDataRead')).map(({ data }) => data);
const ask = (more: Partial<CommandContext>) =>
  auth.dispatch(GetUser, { userId }, commandContext({ tenantId, ...more }));

describe('a disclosure of users', () => {
  it('is recorded before it is answered: of a list, and of one user', async () => {
    await auth.ask(ListUsers, { role: 'manager' }, { tenantId });
    await auth.ask(GetUser, { userId }, { tenantId });
    expect(await reads()).toMatchObject([
      { organizationId: tenantId, entityId: tenantId, query: 'auth.list-users', parameters: ['role'], rows: 1 },
      { organizationId: tenantId, entityId: userId, query: 'auth.get-user', parameters: [], rows: 1 },
    ]);
  });

  it('is none when it shows nothing new: an unchanged copy, nobody, oneself', async () => {
    const { etag } = await ask({});
    expect(await ask({ ifNoneMatch: etag ?? '' })).toEqual({ answer: null, etag });
    await expect(auth.ask(GetUser, { userId: randomUUID() }, { tenantId })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await auth.ask(Me, {}, { tenantId, actor: { id: userId, accountId, type: 'user', roles: ['manager'] } });
    expect(await reads()).toHaveLength(1);
  });

  it('is not answered when it cannot be recorded', async () => {
    await auth.log.close();
    await expect(ask({})).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  });
});
