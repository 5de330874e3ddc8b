import { organizationOn, sharedPlatform } from '#libs/testing';
import { expectTheSlice } from './slice-steps';

const opsledger = sharedPlatform();

describe('the slice, over HTTP', () => {
  it('runs from signing in to the audit trail', async () => {
    const organization = await organizationOn(opsledger);
    await expectTheSlice(organization);
  });
});
