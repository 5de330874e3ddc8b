import type { IsolationFixture } from '#libs/testing/isolation-fixture';

/** A provider where nothing answers. It is known by its organisation. */
export const isolation: IsolationFixture = {
  ids: [],
  async make({ organization: { admin, id } }) {
    const provider = { issuer: 'http://127.0.0.1:9', clientId: 'opsledger', clientSecret: 'a secret of the client' };
    await admin.request('PUT', `organizations/${id}/identity-provider`, provider);
    return {};
  },
  bodies: {
    SetIdentityProvider: () => ({ issuer: 'http://127.0.0.1:9', clientSecret: 'another secret of the client' }),
  },
};
