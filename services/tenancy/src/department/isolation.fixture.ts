import type { IsolationFixture } from '#libs/testing/isolation-fixture';

export const isolation: IsolationFixture<'departmentId'> = {
  ids: ['departmentId'],
  async make({ create }) {
    const { id: departmentId } = await create('departments', { name: 'Packing' });
    await create('departments', { name: 'Sales' });
    return { departmentId };
  },
};
