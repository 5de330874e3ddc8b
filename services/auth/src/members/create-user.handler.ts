import { setTimeout as delay } from 'node:timers/promises';
import type { Created } from '#contracts/created';
import { CreateUser } from '#contracts/auth/create-user';
import { newIdOf, payloadIdOf } from '#libs/event-sourcing';
import { decidingActor } from '#libs/identity';
import { Handles, type Dispatched, type Handler, type Outcome } from '#libs/runtime';
import { Passwords } from '../password/passwords.store';
import { MembershipGrants } from './membership-grants.provider';
import { refuseRolesBeyond } from './roles';

/** More than a new account takes, hash and appends and all, so that a known address takes as long. */
export const ANSWERED_AFTER_MS = 150;

/**
 * Makes or invites: an address that has an account gets a pending membership, with the same answer after the same time,
 * so that nobody learns who has one. The password is hashed either way and counts only for a new account.
 */
@Handles(CreateUser)
export class CreateUserHandler implements Handler<CreateUser, Created> {
  constructor(
    private readonly passwords: Passwords,
    private readonly grants: MembershipGrants,
  ) {}

  async execute(asked: Dispatched<CreateUser>): Promise<Outcome<Created>> {
    const due = delay(ANSWERED_AFTER_MS);
    try {
      return await this.makeOrInvite(asked);
    } finally {
      await due;
    }
  }

  private async makeOrInvite({ payload, context }: Dispatched<CreateUser>): Promise<Outcome<Created>> {
    const { email, name, password, roles } = payload;
    refuseRolesBeyond({ actor: decidingActor(context.actor) }, roles);
    await this.grants.refuseFull(context.tenantId, email);
    const accountId = newIdOf(context.commandId, 'account');
    const passwordId = password === undefined ? null : payloadIdOf(context, 'password');
    if (passwordId !== null && password !== undefined) await this.passwords.hold({ passwordId, accountId, password });
    return this.grants.grantTo({ accountId, email, name, passwordId }, { roles, askedFor: null }, context);
  }
}
