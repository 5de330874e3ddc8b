import type { IsolationFixture } from '#libs/testing/isolation-fixture';

/** A user who has not accepted, apart from the one whom other commands change. */
export const isolation: IsolationFixture<'invitedUserId'> = {
  ids: ['invitedUserId'],
  async make({ create, organization: { slug } }) {
    const user = { email: `invited@${slug}.test`, name: 'Invited', roles: ['viewer'] };
    const { id: invitedUserId } = await create('users', user);
    return { invitedUserId };
  },
};
