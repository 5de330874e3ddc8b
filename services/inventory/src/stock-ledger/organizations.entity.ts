import { organizationDirectory } from '#contracts/tenancy/organization-directory';
import { mountDirectory } from '#libs/projections';

/** In which time zone an organisation's days begin. */
export const organizations = mountDirectory('inventory', organizationDirectory);
