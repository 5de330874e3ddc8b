import type { Created } from '#contracts/created';
import { CreateUser } from '#contracts/auth/create-user';
import { newIdOf } from '#libs/event-sourcing';
import { Handles, type Dispatched, type Handler, type Outcome } from '#libs/runtime';
import { Passwords } from '../password/passwords.store';
import { MembershipGrants } from './membership-grants.provider';
import { refuseRolesBeyond } from './roles';

/**
 * Makes or invites: an address that has an account gets a pending membership, with the same answer, so that nobody
 * learns who has one. The password is hashed either way and counts only for a new account. What a new account takes
 * beside that, an append of its own, is a few milliseconds among the tens of the hash; without a password it can be
 * measured by who asks often enough.
 */
@Handles(CreateUser)
export class CreateUserHandler implements Handler<CreateUser, Created> {
  constructor(
    private readonly passwords: Passwords,
    private readonly grants: MembershipGrants,
  ) {}

  async execute({ payload, context }: Dispatched<CreateUser>): Promise<Outcome<Created>> {
    const { email, name, password, roles } = payload;
    refuseRolesBeyond(context, roles);
    await this.grants.refuseFull(context.tenantId, email);
    const accountId = newIdOf(context.commandId, 'account');
    const passwordId = password === undefined ? null : newIdOf(context.commandId, 'password');
    if (passwordId !== null && password !== undefined) await this.passwords.hold({ passwordId, accountId, password });
    return this.grants.grantTo({ accountId, email, name, passwordId }, { roles, askedFor: null }, context);
  }
}
