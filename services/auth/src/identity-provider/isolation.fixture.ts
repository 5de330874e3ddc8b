import type { IsolationFixture } from '#libs/testing';

/** A provider where nothing answers, known by the slug of its organisation. */
export const isolation: IsolationFixture<'organization'> = {
  ids: ['organization'],
  async make({ organization: { admin, id, slug } }) {
    const provider = { issuer: 'http://127.0.0.1:9', clientId: 'opsledger', clientSecret: 'a secret of the client' };
    await admin.request('PUT', `organizations/${id}/identity-provider`, provider);
    return { organization: slug };
  },
  bodies: {
    SetIdentityProvider: () => ({ issuer: 'http://127.0.0.1:9', clientSecret: 'another secret of the client' }),
  },
};
