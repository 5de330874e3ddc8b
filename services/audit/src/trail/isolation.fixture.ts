import type { IsolationFixture } from '#libs/testing/isolation-fixture';

type Id = 'organizationId' | 'entityId' | 'actorId' | 'entryId';

/** The trail of an item that the administrator has made. */
export const isolation: IsolationFixture<Id, 'inventory.itemId'> = {
  ids: ['organizationId', 'entityId', 'actorId', 'entryId'],
  uses: ['inventory.itemId'],
  async make({ organization: { id: organizationId, admin }, used }) {
    const me = await admin.get<{ id: string }>('auth/me');
    const trail = await admin.get<{ items: [{ id: string }] }>('audit-logs?limit=1');
    const entryId = trail.body.items[0].id;
    return { organizationId, entityId: used['inventory.itemId'], actorId: me.body.id, entryId };
  },
};
