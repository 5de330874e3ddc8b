import type { IsolationFixture } from '#libs/testing/isolation-fixture';

const YEAR = { scopes: ['inventory.item.read'], expiresAt: new Date(Date.now() + 300 * 86_400_000).toISOString() };

export const isolation: IsolationFixture<'serviceAccountId' | 'accountKeyId'> = {
  ids: ['serviceAccountId', 'accountKeyId'],
  async make({ create }) {
    const { id: serviceAccountId } = await create('service-accounts', { name: 'Till', roles: ['viewer'] });
    await create('service-accounts', { name: 'Scales', roles: [] });
    const { id: accountKeyId } = await create(`service-accounts/${serviceAccountId}/api-keys`, {
      name: 'One',
      ...YEAR,
    });
    return { serviceAccountId, accountKeyId };
  },
  bodies: { CreateServiceAccountKey: () => YEAR },
};
