import { organizationDirectory } from '#contracts/tenancy/organization-directory';
import { mountDirectory } from '#libs/projections';

/** Of which an entry of the trail shows the name. */
export const organizations = mountDirectory('audit', organizationDirectory);
