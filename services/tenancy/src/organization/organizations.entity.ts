import { organizationDirectory } from '#contracts/tenancy/organization-directory';
import { mountDirectory } from '#libs/projections';

/** The organisations whose clocks jobs go by. */
export const organizations = mountDirectory('tenancy', organizationDirectory);
