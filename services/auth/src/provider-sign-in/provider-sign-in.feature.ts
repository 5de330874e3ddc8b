import { AcceptByProvider } from '#contracts/auth/accept-by-provider';
import { BeginProviderSignIn } from '#contracts/auth/begin-provider-sign-in';
import { FinishProviderSignIn } from '#contracts/auth/finish-provider-sign-in';
import { LinkIdentity } from '#contracts/auth/link-identity';
import { RedeemSignInCode } from '#contracts/auth/redeem-sign-in-code';
import { UnlinkIdentity } from '#contracts/auth/unlink-identity';
import { handler, type Feature } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { organizations } from '../organization/organizations.entity';
import { beginAcceptance, beginLink, beginProviderSignIn } from './begin-flow.handler';
import { finishProviderSignIn } from './finish-flow.handler';
import { identityNoticeMail } from './identity-notice.mail';
import { redeemSignInCode, unlinkIdentity } from './redeem-code.handler';

export const providerSignInFeature: Feature<AuthParts> = {
  wirings: [
    handler(BeginProviderSignIn, beginProviderSignIn, { reads: [organizations.projection] }),
    handler(FinishProviderSignIn, finishProviderSignIn),
    handler(RedeemSignInCode, redeemSignInCode),
    handler(LinkIdentity, beginLink),
    handler(UnlinkIdentity, unlinkIdentity),
    handler(AcceptByProvider, beginAcceptance),
  ],
  mails: [identityNoticeMail],
};
