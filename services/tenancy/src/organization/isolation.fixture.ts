import type { IsolationFixture } from '#libs/testing/isolation-fixture';

export const isolation: IsolationFixture<'organizationId'> = {
  ids: ['organizationId'],
  make: ({ organization: { id: organizationId } }) => Promise.resolve({ organizationId }),
  bodies: {
    // A slug is one of the whole platform.
    CreateOrganization: ({ slug }) => ({ slug: `another-${slug}` }),
  },
};
