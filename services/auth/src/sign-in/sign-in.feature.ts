import { Login } from '#contracts/auth/login';
import { Logout } from '#contracts/auth/logout';
import { Me } from '#contracts/auth/me';
import { Refresh } from '#contracts/auth/refresh';
import { handler, type Feature } from '#libs/runtime';
import { accountProjection } from '../account/account.projection';
import type { AuthParts } from '../auth.provider';
import { userProjection } from '../members/user.projection';
import { organizations } from '../organization/organizations.entity';
import { login } from './login.handler';
import { logout } from './logout.handler';
import { me } from './me.handler';
import { signInNoticeMail } from './sign-in-notice.mail';
import { refresh } from './refresh.handler';

/** The rows of the caller and of their organisations. */
const rows = { reads: [accountProjection, userProjection, organizations.projection] };

export const signInFeature: Feature<AuthParts> = {
  wirings: [handler(Login, login), handler(Refresh, refresh), handler(Logout, logout), handler(Me, me, rows)],
  directories: [organizations],
  mails: [signInNoticeMail],
};
