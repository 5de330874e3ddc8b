import type { IsolationFixture } from '#libs/testing';

/** A projection that is not there: a caller who may operate one breaks nothing. */
export const isolation: IsolationFixture<'name'> = {
  ids: ['name'],
  make: () => Promise.resolve({ name: 'no-such-projection' }),
};
