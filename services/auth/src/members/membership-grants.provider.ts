import { Inject, Injectable } from '@nestjs/common';
import type { Commands } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import { COMMANDS, CONFIG, type Outcome } from '#libs/runtime';
import { grantMembership, type Grant } from './grant-membership';
import { members } from './members';

export interface MembershipSettings {
  /** How many users an organisation may have where nothing else is said. */
  readonly employeeLimit: number;
}

/** Makes accounts members of organisations. */
@Injectable()
export class MembershipGrants {
  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(CONFIG) private readonly settings: MembershipSettings,
  ) {}

  async grant(grant: Grant, context: CommandContext): Promise<Outcome<{ id: string; revision: number }>> {
    const { organizationId: tenantId, accountId } = grant;
    const { result, position } = await this.commands.handle({
      aggregate: members,
      id: tenantId,
      command: grant,
      context: { ...context, tenantId },
      facts: async () => ({ limit: this.settings.employeeLimit }),
      decide: grantMembership,
      answer: (_, { revision }) => ({ id: accountId, revision }),
    });
    return { answer: result, ...(position !== undefined && { position }) };
  }
}
