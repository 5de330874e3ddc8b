import type { IsolationFixture } from '#libs/testing';

const YEAR = { scopes: ['inventory.item.read'], expiresAt: new Date(Date.now() + 300 * 86_400_000).toISOString() };

/** Keys of the administrator, whose session proves itself again for them. */
export const isolation: IsolationFixture<'keyId'> = {
  ids: ['keyId'],
  async make({ create, organization: { admin, adminPassword: password } }) {
    await admin.post('auth/step-up', { password });
    const { id: keyId } = await create('api-keys', { name: 'Stock sync', ...YEAR });
    await create('api-keys', { name: 'Till', ...YEAR });
    return { keyId };
  },
  bodies: { CreateApiKey: () => YEAR },
};
