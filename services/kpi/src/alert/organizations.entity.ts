import { organizationDirectory } from '#contracts/tenancy/organization-directory';
import { mountDirectory } from '#libs/projections';

/** Their time zone says when a day begins. */
export const organizations = mountDirectory('kpi', organizationDirectory);
