import type { IsolationFixture } from '#libs/testing/isolation-fixture';

export const isolation: IsolationFixture<'roleId'> = {
  ids: ['roleId'],
  async make({ create }) {
    const { id: roleId } = await create('roles', { name: 'Packer', permissions: ['inventory.item.read'] });
    await create('roles', { name: 'Planner', permissions: [] });
    return { roleId };
  },
};
