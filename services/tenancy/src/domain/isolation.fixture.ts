import type { IsolationFixture } from '#libs/testing/isolation-fixture';

/** Domains of another user than the administrator, who has two. */
export const isolation: IsolationFixture<'domainId' | 'ownerId' | 'members', 'auth.userId'> = {
  ids: ['domainId', 'ownerId', 'members'],
  uses: ['auth.userId'],
  async make({ create, used: { 'auth.userId': userId } }) {
    const { id: domainId } = await create('domains', { name: 'Day shift' });
    await create('domains', { name: 'Cold store', ownerId: userId });
    await create('domains', { name: 'Yard', ownerId: userId });
    return { domainId, ownerId: userId, members: userId };
  },
};
