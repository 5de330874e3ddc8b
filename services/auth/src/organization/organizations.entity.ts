import { organizationDirectory } from '#contracts/tenancy/organization-directory';
import { mountDirectory } from '#libs/projections';

/** What signing in shows and asks of organisations. */
export const organizations = mountDirectory('auth', organizationDirectory);
