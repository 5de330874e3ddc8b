import type { IsolationFixture } from '#libs/testing/isolation-fixture';

/** A projection that does not exist: a permitted caller breaks nothing. */
export const isolation: IsolationFixture<'name'> = {
  ids: ['name'],
  make: () => Promise.resolve({ name: 'no-such-projection' }),
};
