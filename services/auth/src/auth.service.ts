import { ROLES } from '#libs/read-models';
import { activeOrganizations, service } from '#libs/runtime';
import { accountFeature } from './account/account.feature';
import { accountRecipient } from './account/mail-recipient.provider';
import { administrators } from './administrators.provider';
import { accessFeature } from './access/access.feature';
import { authParts, type AuthParts } from './auth.provider';
import { apiKeyFeature } from './api-key/api-key.feature';
import { addressFeature } from './address/address.feature';
import { dataExportFeature } from './data-export/data-export.feature';
import { identityProviderFeature } from './identity-provider/identity-provider.feature';
import { invitationFeature } from './invitation/invitation.feature';
import { leaveFeature } from './leave/leave.feature';
import { linkTokens } from './links/mail-tokens.provider';
import { membersFeature } from './members/members.feature';
import { notificationMails } from './notification/notification.feature';
import { passwordFeature } from './password/password.feature';
import { passwordChangeFeature } from './password-change/password-change.feature';
import { passwordResetFeature } from './password-reset/password-reset.feature';
import { secondFactorFeature } from './second-factor/second-factor.feature';
import { providerSignInFeature } from './provider-sign-in/provider-sign-in.feature';
import { serviceAccountFeature } from './service-account/service-account.feature';
import { sessionFeature } from './session/session.feature';
import { signInFeature } from './sign-in/sign-in.feature';
import { makeFirstAdministrator } from './first-administrator.provider';
import { AuthSecrets1767225620000 } from './migrations/1767225620000-secrets';
import { SignInState1767225710000 } from './migrations/1767225710000-sign-in-state';
import { CheckedPasswords1767225820003 } from './migrations/1767225820003-checked-passwords';
import { SessionUse1767225850200 } from './migrations/1767225850200-session-use';
import { Memberships1767225891000 } from './migrations/1767225891000-memberships';
import { IdentityProviders1767225892700 } from './migrations/1767225892700-identity-providers';
import { organizations } from './organization/organizations.entity';
import { FailuresInARow1767225891102 } from './migrations/1767225891102-failures-in-a-row';
import { SessionGenerations1767225891100 } from './migrations/1767225891100-session-generations';
import { SessionOrganization1767225891101 } from './migrations/1767225891101-session-organization';
import { roleFeature } from './role/role.feature';
import { Devices1767225892202 } from './migrations/1767225892202-devices';
import { SecondFactors1767225892101 } from './migrations/1767225892101-second-factors';
import { SessionAge1767225892201 } from './migrations/1767225892201-session-age';
import { ApiKeys1767225892300 } from './migrations/1767225892300-api-keys';
import { SessionList1767225892200 } from './migrations/1767225892200-session-list';
import { staleMembersFeature } from './stale-members/stale-members.feature';
import { stepUpFeature } from './step-up/step-up.feature';
import { switchFeature } from './switch/switch.feature';
import { sweepFeature } from './sweep/sweep.feature';

/** Accounts, memberships and sessions: identities, and their permissions in each organisation. */
export const auth = service<AuthParts>({
  name: 'auth',
  parts: authParts,
  features: [
    accountFeature,
    signInFeature,
    sessionFeature,
    passwordFeature,
    accessFeature,
    membersFeature,
    roleFeature,
    invitationFeature,
    passwordResetFeature,
    passwordChangeFeature,
    addressFeature,
    secondFactorFeature,
    dataExportFeature,
    staleMembersFeature,
    identityProviderFeature,
    providerSignInFeature,
    stepUpFeature,
    apiKeyFeature,
    serviceAccountFeature,
    sweepFeature,
    leaveFeature,
    switchFeature,
    notificationMails,
  ],
  migrations: [
    AuthSecrets1767225620000,
    SignInState1767225710000,
    CheckedPasswords1767225820003,
    SessionUse1767225850200,
    Memberships1767225891000,
    SessionGenerations1767225891100,
    SessionOrganization1767225891101,
    FailuresInARow1767225891102,
    SecondFactors1767225892101,
    SessionList1767225892200,
    IdentityProviders1767225892700,
    SessionAge1767225892201,
    Devices1767225892202,
    ApiKeys1767225892300,
  ],
  settings: {
    jwtPrivateKey: 'required',
    publicUrl: 'required',
    oidcInternalHosts: 'optional',
    smtpUrl: 'optional',
    smtpFrom: 'optional',
    adminEmail: 'required',
    adminPassword: 'required',
  },
  secretsRole: ROLES.auth,
  issuesAccessTokens: true,
  administrators,
  mailRecipient: accountRecipient,
  mailTokens: linkTokens,
  scheduledOrganizations: activeOrganizations(organizations),
  onStarted: makeFirstAdministrator,
});
