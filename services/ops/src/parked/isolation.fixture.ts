import type { IsolationFixture } from '#libs/testing/isolation-fixture';

/** Nothing is parked under this id, and no member of an organisation may ask. */
export const isolation: IsolationFixture<'parkedId'> = {
  ids: ['parkedId'],
  make: () => Promise.resolve({ parkedId: '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6073' }),
};
