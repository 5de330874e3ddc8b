import type { IsolationFixture } from '#libs/testing';

export const isolation: IsolationFixture<'organizationId'> = {
  ids: ['organizationId'],
  make: ({ organization: { id: organizationId } }) => Promise.resolve({ organizationId }),
  bodies: {
    // A slug is one of the whole platform.
    CreateOrganization: ({ slug }) => ({ slug: `another-${slug}` }),
  },
};
