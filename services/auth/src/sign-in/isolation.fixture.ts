import type { IsolationFixture } from '#libs/testing/isolation-fixture';

export const isolation: IsolationFixture<'organizationId'> = {
  ids: ['organizationId'],
  make: ({ organization: { id: organizationId } }) => Promise.resolve({ organizationId }),
  bodies: {
    Login: ({ adminEmail: email, adminPassword: password }) => ({ email, password }),
  },
};
