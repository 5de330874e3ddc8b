import type { IsolationFixture } from '#libs/testing';

const YEAR = { scopes: ['inventory.item.read'], expiresAt: new Date(Date.now() + 300 * 86_400_000).toISOString() };

/** The administrator's session proves itself again for the keys. */
export const isolation: IsolationFixture<'serviceAccountId' | 'accountKeyId'> = {
  ids: ['serviceAccountId', 'accountKeyId'],
  async make({ create, organization: { admin, adminPassword: password } }) {
    const { id: serviceAccountId } = await create('service-accounts', { name: 'Till', roles: ['viewer'] });
    await create('service-accounts', { name: 'Scales', roles: [] });
    await admin.post('auth/step-up', { password });
    const { id: accountKeyId } = await create(`service-accounts/${serviceAccountId}/api-keys`, {
      name: 'One',
      ...YEAR,
    });
    return { serviceAccountId, accountKeyId };
  },
  bodies: { CreateServiceAccountKey: () => YEAR },
};
