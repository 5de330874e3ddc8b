import { Inject } from '@nestjs/common';
import type { Created } from '#contracts/created';
import { DeactivateUser } from '#contracts/auth/deactivate-user';
import { ReactivateUser } from '#contracts/auth/reactivate-user';
import { SetRoles } from '#contracts/auth/set-roles';
import { refuseStale, type Commands, type Decide, type Handled, type Lookup } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import { COMMANDS, Handles, publishedOutcome, type Dispatched, type Handler, type Outcome } from '#libs/runtime';
import { AccessPublication } from '../access/access-publication.provider';
import { userLimit, type UserLimit } from '../organization/organization-limits';
import { deactivateUser } from './deactivate-user';
import { members, tagOf, type Members, type MembershipEvent } from './members';
import { reactivateUser } from './reactivate-user';
import { setRoles } from './set-roles';

/** What changes a membership's access is published before it is answered: older tokens are refused from then on. */
abstract class MembershipAccessHandler<Command extends { readonly userId: string }, Facts = unknown> implements Handler<
  Command,
  Created
> {
  protected abstract readonly decide: Decide<Command, Members, MembershipEvent, Facts>;
  protected readonly facts?: (lookup: Lookup, organizationId: string) => Promise<Facts>;

  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    private readonly access: AccessPublication,
  ) {}

  async execute({ payload, context }: Dispatched<Command>): Promise<Outcome<Created>> {
    return publishedOutcome(
      () => this.handle(payload, context),
      () => this.access.membership(context.tenantId, payload.userId),
    );
  }

  /** The stream holds all members of the organisation; the entity tag is of one. */
  private handle(payload: Command, { ifMatch, ...context }: CommandContext): Promise<Handled<Created>> {
    const { userId } = payload;
    const { facts } = this;
    let unchanged: number | undefined;
    return this.commands.handle({
      aggregate: members,
      id: context.tenantId,
      command: payload,
      context,
      ...(facts && { facts: (_: Command, { tenantId }: CommandContext, lookup: Lookup) => facts(lookup, tenantId) }),
      decide: (command, state, given) => {
        unchanged = state.get(userId)?.revision;
        refuseStale(ifMatch, unchanged);
        return this.decide(command, state, given);
      },
      answer: (_, recorded): Created => ({ id: userId, revision: tagOf(recorded, unchanged) }),
    });
  }
}

@Handles(SetRoles)
export class SetRolesHandler extends MembershipAccessHandler<SetRoles> {
  protected readonly decide = setRoles;
}

@Handles(DeactivateUser)
export class DeactivateUserHandler extends MembershipAccessHandler<DeactivateUser> {
  protected readonly decide = deactivateUser;
}

@Handles(ReactivateUser)
export class ReactivateUserHandler extends MembershipAccessHandler<ReactivateUser, UserLimit> {
  protected readonly decide = reactivateUser;
  protected override readonly facts = userLimit;
}
