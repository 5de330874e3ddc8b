import { ApplyAccess } from '#contracts/auth/apply-access';
import { ApplyOrganizationStatus } from '#contracts/auth/apply-organization-status';
import { CreateUser } from '#contracts/auth/create-user';
import { DeactivateUser } from '#contracts/auth/deactivate-user';
import { ExpireIdleSessions } from '#contracts/auth/expire-idle-sessions';
import { GetPermissions } from '#contracts/auth/get-permissions';
import { GetUser } from '#contracts/auth/get-user';
import { HoldPassword } from '#contracts/auth/hold-password';
import { ListUsers } from '#contracts/auth/list-users';
import { Login } from '#contracts/auth/login';
import { Logout } from '#contracts/auth/logout';
import { Me } from '#contracts/auth/me';
import { ProvisionFirstAdministrator } from '#contracts/auth/provision-first-administrator';
import { ReactivateUser } from '#contracts/auth/reactivate-user';
import { Refresh } from '#contracts/auth/refresh';
import { SetRoles } from '#contracts/auth/set-roles';
import { handler, query, type Feature } from '#libs/runtime';
import { accessReactor } from './access/access.reactor';
import { ApplyAccessHandler } from './access/apply-access.handler';
import { CreateUserHandler } from './members/create-user.handler';
import { firstAdministratorReactor } from './members/first-administrator.reactor';
import { getUser, listUsers } from './members/list-users.query';
import { DeactivateUserHandler, ReactivateUserHandler, SetRolesHandler } from './members/membership-access.handler';
import { ProvisionFirstAdministratorHandler } from './members/provision-first-administrator.handler';
import { userProjection } from './members/user.projection';
import { ApplyOrganizationStatusHandler } from './organization/apply-organization-status.handler';
import { organizationStatusReactor } from './organization/organization-status.reactor';
import { signInOrganizationProjection } from './organization/organization.projection';
import { HoldPasswordHandler } from './password/hold-password.handler';
import { ExpireIdleSessionsHandler } from './session/expire-idle-sessions.handler';
import { GetPermissionsHandler } from './sign-in/get-permissions.handler';
import { LoginHandler } from './sign-in/login.handler';
import { LogoutHandler } from './sign-in/logout.handler';
import { MeHandler } from './sign-in/me.handler';
import { RefreshHandler } from './sign-in/refresh.handler';

/** The rows that say whom and where somebody signs in as. */
const signIn = { reads: [userProjection, signInOrganizationProjection] };

export const signInFeature: Feature = {
  wirings: [
    handler(Login, LoginHandler, signIn),
    handler(Refresh, RefreshHandler, signIn),
    handler(Logout, LogoutHandler),
    handler(Me, MeHandler, signIn),
    handler(GetPermissions, GetPermissionsHandler),
    handler(HoldPassword, HoldPasswordHandler),
    handler(ExpireIdleSessions, ExpireIdleSessionsHandler),
    handler(ApplyAccess, ApplyAccessHandler),
    handler(ApplyOrganizationStatus, ApplyOrganizationStatusHandler),
  ],
  projections: [signInOrganizationProjection],
  reactors: [organizationStatusReactor, accessReactor],
};

export const membersFeature: Feature = {
  wirings: [
    handler(CreateUser, CreateUserHandler),
    handler(SetRoles, SetRolesHandler),
    handler(DeactivateUser, DeactivateUserHandler),
    handler(ReactivateUser, ReactivateUserHandler),
    handler(ProvisionFirstAdministrator, ProvisionFirstAdministratorHandler),
    query(ListUsers, listUsers, { reads: [userProjection] }),
    query(GetUser, getUser, { reads: [userProjection] }),
  ],
  projections: [userProjection],
  reactors: [firstAdministratorReactor],
};
