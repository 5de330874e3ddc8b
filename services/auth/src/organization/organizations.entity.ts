import { organizationDirectory } from '#contracts/tenancy/organization-directory';
import { mountDirectory } from '#libs/projections';

/** Signing in shows their names and asks for their status. */
export const organizations = mountDirectory('auth', organizationDirectory);
