import { Inject } from '@nestjs/common';
import type { Pool } from 'pg';
import type { Created } from '#contracts/created';
import { DeactivateUser } from '#contracts/auth/deactivate-user';
import type { MembershipEvent } from '#contracts/auth/membership-events';
import { ReactivateUser } from '#contracts/auth/reactivate-user';
import { SetRoles } from '#contracts/auth/set-roles';
import { DomainError } from '#contracts/errors';
import type { Commands, Decide } from '#libs/event-sourcing';
import { membershipKey, publishAccess } from '#libs/identity';
import { COMMANDS, Handles, SECRETS_DATABASE, type Dispatched, type Handler, type Outcome } from '#libs/runtime';
import { RefreshTokens } from '../session/refresh-tokens.store';
import { deactivateUser } from './deactivate-user';
import { members, type Members } from './members';
import { reactivateUser } from './reactivate-user';
import { setRoles } from './set-roles';

/** What changes a membership's access is published before it is answered: older tokens are refused from then on. */
abstract class MembershipAccessHandler<Command extends { readonly userId: string }> implements Handler<
  Command,
  Created
> {
  protected abstract readonly decide: Decide<Command, Members, MembershipEvent>;
  protected readonly ends: boolean = false;

  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(SECRETS_DATABASE) private readonly database: Pool,
    private readonly refreshTokens: RefreshTokens,
  ) {}

  async execute({ payload, context: { ifMatch, ...context } }: Dispatched<Command>): Promise<Outcome<Created>> {
    const { tenantId } = context;
    const { userId } = payload;
    const { result, position } = await this.commands.handle({
      aggregate: members,
      id: tenantId,
      command: payload,
      context,
      decide: (command, state, given) => {
        refuseStale(ifMatch, state.get(userId)?.revision);
        return this.decide(command, state, given);
      },
      answer: (_, { revision }): Created => ({ id: userId, revision }),
    });
    if (this.ends) await this.refreshTokens.endIn(tenantId, userId);
    const id = membershipKey(tenantId, userId);
    await publishAccess(this.database, [{ kind: 'membership', id, version: result.revision, ended: this.ends }]);
    return { answer: result, ...(position !== undefined && { position }) };
  }
}

/** The stream holds all members of the organisation; the entity tag is of one. */
function refuseStale(ifMatch: string | undefined, revision: number | undefined): void {
  if (ifMatch !== undefined && ifMatch !== String(revision)) throw new DomainError('PRECONDITION_FAILED');
}

@Handles(SetRoles)
export class SetRolesHandler extends MembershipAccessHandler<SetRoles> {
  protected readonly decide = setRoles;
}

@Handles(DeactivateUser)
export class DeactivateUserHandler extends MembershipAccessHandler<DeactivateUser> {
  protected readonly decide = deactivateUser;
  protected override readonly ends = true;
}

@Handles(ReactivateUser)
export class ReactivateUserHandler extends MembershipAccessHandler<ReactivateUser> {
  protected readonly decide = reactivateUser;
}
