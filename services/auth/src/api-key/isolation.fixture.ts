import type { IsolationFixture } from '#libs/testing/isolation-fixture';

const YEAR = { scopes: ['inventory.item.read'], expiresAt: new Date(Date.now() + 300 * 86_400_000).toISOString() };

/** Keys of the administrator. */
export const isolation: IsolationFixture<'keyId'> = {
  ids: ['keyId'],
  async make({ create }) {
    const { id: keyId } = await create('api-keys', { name: 'Stock sync', ...YEAR });
    await create('api-keys', { name: 'Till', ...YEAR });
    return { keyId };
  },
  bodies: { CreateApiKey: () => YEAR },
};
