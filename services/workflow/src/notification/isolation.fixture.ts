import type { IsolationFixture } from '#libs/testing/isolation-fixture';

/** The notifications of the administrator about two imports that were checked. */
export const isolation: IsolationFixture<'notificationIds', 'inventory.importId'> = {
  ids: ['notificationIds'],
  uses: ['inventory.importId'],
  async make({ organization: { admin }, eventually }) {
    const listed = async () => (await admin.get<{ items: { id: string }[] }>('notifications')).body.items;
    await eventually(async () => (await listed()).length >= 2, { timeoutMs: 30_000 });
    return { notificationIds: (await listed())[0]?.id ?? '' };
  },
};
