import { Command } from '../declare/contract';
import { Secret } from '../declare/fields';
import { Browser } from '../values/browser';
import { SignedIn } from './signed-in';

/** The code is in the fragment of the page that the callback leads to. It is good once, for the same browser. */
@Command({
  subject: 'auth.redeem-sign-in-code',
  permission: 'public',
  route: 'POST /auth/oidc/token',
  status: 200,
  summary: 'Exchange the code of a sign-in with a provider for the tokens of a session',
  answers: SignedIn,
  refuses: ['SIGN_IN_INVALID', 'SESSION_ENDED', 'ORGANIZATION_SUSPENDED'],
  sentBy: ['gateway'],
})
export class RedeemSignInCode {
  @Secret({ max: 200, description: "Of the page's fragment" }) code!: string;
  @Browser() browser?: string;
}
