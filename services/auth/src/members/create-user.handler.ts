import type { Created } from '#contracts/created';
import { CreateUser } from '#contracts/auth/create-user';
import { newIdOf } from '#libs/event-sourcing';
import { Handles, type Dispatched, type Handler, type Outcome } from '#libs/runtime';
import { Accounts } from '../account/accounts.provider';
import { Passwords } from '../password/passwords.store';
import { MembershipGrants } from './membership-grants.provider';
import { refuseRolesBeyond } from './roles';

/**
 * Makes or invites: an address that has an account gets a pending membership, with the same answer, so that nobody
 * learns who has one. The password is hashed either way, which takes the same time, and counts only for a new account.
 */
@Handles(CreateUser)
export class CreateUserHandler implements Handler<CreateUser, Created> {
  constructor(
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
    private readonly grants: MembershipGrants,
  ) {}

  async execute({ payload, context }: Dispatched<CreateUser>): Promise<Outcome<Created>> {
    const { email, name, password, roles } = payload;
    refuseRolesBeyond(context, roles);
    const wantedId = newIdOf(context.commandId, 'account');
    const passwordId = password === undefined ? null : newIdOf(context.commandId, 'password');
    if (passwordId !== null && password !== undefined) await this.passwords.hold(passwordId, password);
    const wanted = { accountId: wantedId, email, name, passwordId };
    const { accountId, made } = await this.accounts.findOrCreate(wanted, context);
    const status = made && passwordId !== null ? 'active' : 'pending';
    const grant = { organizationId: context.tenantId, accountId, roles, status, requestedAs: null } as const;
    return this.grants.grant(grant, context);
  }
}
