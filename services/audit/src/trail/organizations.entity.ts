import { organizationDirectory } from '#contracts/tenancy/organization-directory';
import { mountDirectory } from '#libs/projections';

/** An entry of the trail shows their names. */
export const organizations = mountDirectory('audit', organizationDirectory);
