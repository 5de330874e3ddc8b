import type { SignInMethod } from '#contracts/auth/session-events';
import type { Commands } from '#libs/event-sourcing';
import type { Account } from '../account/account';
import type { Accounts } from '../account/accounts.provider';
import { hasLivePassword, members, type Member } from '../members/members';
import type { Passwords } from '../password/passwords.store';

/** A membership, and where it is. */
export interface MembershipAt {
  readonly organizationId: string;
  readonly membershipId: string;
}

/** A right password proves the account, or the account within one organisation alone. */
export type Proof = {
  readonly accountId: string;
  /** The second factor that the sign-in asks for beside it. */
  readonly factorId: string | null;
  /** Nothing else signs in to the account. */
  readonly isOnlyMeans: boolean;
} & (
  | { readonly method: Extract<SignInMethod, 'password'> }
  | { readonly method: Extract<SignInMethod, 'organization_password'>; readonly membership: MembershipAt }
);

interface OrganizationPassword extends MembershipAt {
  readonly passwordId: string;
  readonly status: Member['status'];
}

/** Streams that nobody has: an address that nobody has is looked up as long as any other. */
const NOBODY = '00000000-0000-5000-8000-000000000000';

/** Checks passwords against the log alone, in the same steps for every address. */
export class Credentials {
  constructor(
    private readonly commands: Commands,
    private readonly accounts: Pick<Accounts, 'withEmail' | 'stateOf'>,
    private readonly passwords: Pick<Passwords, 'matches'>,
  ) {}

  /**
   * Verifies exactly two hashes: the person's own, and that of the organisation asked for, or of the last one that set
   * a password. Each is replaced by a decoy where there is none.
   */
  async prove(email: string, password: string, asked: string | undefined): Promise<Proof | undefined> {
    const holder = await this.accounts.withEmail(email);
    const { state: account } = await this.accounts.stateOf(holder ?? NOBODY);
    const given = await this.organizationPassword(account, asked);
    const [isOwn, isGiven] = await Promise.all([
      this.passwords.matches(account.passwordId, password),
      this.passwords.matches(given?.passwordId ?? null, password),
    ]);
    if (holder === undefined) return undefined;
    const { organizationId = '', membershipId = '' } = given ?? {};
    const bound = {
      accountId: holder,
      factorId: null,
      isOnlyMeans: account.passwordId === null,
      method: 'organization_password',
      membership: { organizationId, membershipId },
    } as const;
    // One's own password accepts no invitation; the organisation's does.
    const isNeeded = asked !== undefined && given?.status === 'pending';
    if (isGiven && (!isOwn || isNeeded)) return bound;
    const { factorId } = account;
    return isOwn ? { accountId: holder, factorId, isOnlyMeans: true, method: 'password' } : undefined;
  }

  private async organizationPassword(
    account: Account,
    asked: string | undefined,
  ): Promise<OrganizationPassword | undefined> {
    const offers = [...account.memberships].toReversed();
    const organizations = [...new Set(asked === undefined ? offers.map(([, at]) => at.organizationId) : [asked])];
    const wanted = organizations.length > 0 ? organizations : [NOBODY];
    const states = new Map(
      await Promise.all(wanted.map(async (id) => [id, (await this.commands.state(members, id, id)).state] as const)),
    );
    for (const [membershipId, { organizationId }] of offers) {
      const member = states.get(organizationId)?.get(membershipId);
      if (!member || member.passwordId === null || !hasLivePassword(member, account)) continue;
      return { organizationId, membershipId, passwordId: member.passwordId, status: member.status };
    }
    return undefined;
  }
}
