import { randomUUID } from 'node:crypto';
import { BeginProviderSignIn } from '#contracts/auth/begin-provider-sign-in';
import { FinishProviderSignIn } from '#contracts/auth/finish-provider-sign-in';
import { LinkIdentity } from '#contracts/auth/link-identity';
import type { ProviderStep } from '#contracts/auth/provider-step';
import { RedeemSignInCode } from '#contracts/auth/redeem-sign-in-code';
import { SetIdentityProvider } from '#contracts/auth/set-identity-provider';
import type { SignedIn } from '#contracts/auth/signed-in';
import type { CommandContext } from '#libs/identity';
import type { TestIdentityProvider, TestPerson } from '#libs/testing/identity-provider';
import type { TestAuth } from '../auth.fixture';
import { ANONYMOUS, asBearer } from '../links/links.fixture';

export const REDIRECT_URI = 'https://ops.example.com/api/v1/auth/oidc/callback';

/** A browser with its cookie, as the gateway sees it. */
export class TestBrowser {
  cookie: string | undefined;

  constructor(
    private readonly auth: TestAuth,
    private readonly provider: TestIdentityProvider,
  ) {}

  /** Returns the address at the provider. */
  begin(organization: string): Promise<string> {
    return this.step(BeginProviderSignIn, { organization });
  }

  /** Takes a step that leads elsewhere, and keeps the cookie. */
  async step(
    contract: new () => object,
    payload: object,
    context: Partial<CommandContext> = ANONYMOUS,
  ): Promise<string> {
    const { location, browser } = await this.auth.ask<ProviderStep>(contract, this.sent(payload), context);
    if (browser !== undefined) this.cookie = browser;
    return location;
  }

  /** Signs in at the provider; returns the query of the callback. */
  async answerFor(address: string, person: TestPerson): Promise<string> {
    return (await this.provider.signIn(address, person)).search.slice(1);
  }

  /** Returns the page that the callback leads to. */
  callback(query: string): Promise<string> {
    return this.step(FinishProviderSignIn, { query });
  }

  redeem(page: string, from: Partial<CommandContext> = {}): Promise<SignedIn> {
    const [, code = ''] = /#code=(.+)$/.exec(page) ?? [];
    return this.auth.ask(RedeemSignInCode, this.sent({ code }), { ...ANONYMOUS, ...from });
  }

  async finish(address: string, person: TestPerson): Promise<string> {
    return this.callback(await this.answerFor(address, person));
  }

  async signIn(organization: string, person: TestPerson): Promise<SignedIn> {
    return this.redeem(await this.finish(await this.begin(organization), person));
  }

  async link(by: SignedIn, person: TestPerson): Promise<string> {
    return this.finish(await this.step(LinkIdentity, {}, asBearer(by)), person);
  }

  private sent(payload: object): object {
    return { ...payload, ...(this.cookie !== undefined && { browser: this.cookie }) };
  }
}

/** An organisation whose users may sign in with a provider. */
export async function anOrganizationWith(
  auth: TestAuth,
  provider: TestIdentityProvider,
  more: Partial<SetIdentityProvider> = {},
): Promise<string> {
  const organizationId = await auth.anOrganization();
  const settings = { organizationId, ...provider.settings, ...more };
  await auth.ask(SetIdentityProvider, settings, { tenantId: organizationId });
  return organizationId;
}

/** A member who has linked an identity, with a password of their own. */
export async function aLinkedMember(auth: TestAuth, provider: TestIdentityProvider, organizationId: string) {
  const sub = `sub-${randomUUID()}`;
  const { email, userId, accountId } = await auth.aMember([organizationId]);
  const mine = await auth.signIn(email);
  const browser = new TestBrowser(auth, provider);
  expect(await browser.link(mine, { sub })).toBe('https://ops.example.com/account#identity=linked');
  return { sub, email, userId, accountId, browser, mine };
}
