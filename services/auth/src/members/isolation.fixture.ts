import type { IsolationFixture } from '#libs/testing/isolation-fixture';

/** A user beside the administrator who is there. */
export const isolation: IsolationFixture<'userId'> = {
  ids: ['userId'],
  async make({ create, organization: { slug, adminPassword: password } }) {
    const user = { email: `grace@${slug}.test`, name: 'Grace', password, roles: ['viewer'] };
    const { id: userId } = await create('users', user);
    return { userId };
  },
};
