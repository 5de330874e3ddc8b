import { Inject } from '@nestjs/common';
import { ApplyOrganizationStatus } from '#contracts/auth/apply-organization-status';
import type { Created } from '#contracts/created';
import { PLATFORM } from '#contracts/permissions';
import { ReactivateOrganization } from '#contracts/tenancy/reactivate-organization';
import { SuspendOrganization } from '#contracts/tenancy/suspend-organization';
import type { Commands, Decide } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import {
  COMMANDS,
  Handles,
  SENDER,
  publishedOutcome,
  type Dispatched,
  type Handler,
  type Outcome,
  type ServiceSender,
} from '#libs/runtime';
import { organization, type Organization, type OrganizationEvent } from './organization';
import { reactivateOrganization } from './reactivate-organization';
import { suspendOrganization } from './suspend-organization';

type StatusCommand = { readonly organizationId: string };

/**
 * Access ends at once: the change is recorded, then published by auth, then answered. Where auth does not answer, the
 * caller is told to repeat, and auth's reactor completes it from the log anyway.
 */
abstract class OrganizationStatusHandler<Command extends StatusCommand> implements Handler<Command, Created> {
  protected abstract readonly decide: Decide<Command, Organization, OrganizationEvent>;

  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(SENDER) private readonly sender: ServiceSender,
  ) {}

  async execute({ payload, context }: Dispatched<Command>): Promise<Outcome<Created>> {
    const { organizationId } = payload;
    return publishedOutcome(
      () =>
        this.commands.handle({
          aggregate: organization,
          id: organizationId,
          command: payload,
          context: { ...context, tenantId: organizationId },
          decide: this.decide,
          answer: (_, { id, revision }): Created => ({ id, revision }),
        }),
      () => this.publish(organizationId, context),
    );
  }

  /** The status as the log has it now: a repeated command must not tell that of its own time. */
  private async publish(organizationId: string, context: CommandContext): Promise<void> {
    const { state, revision } = await this.commands.state(organization, organizationId, organizationId);
    if (state.status === 'absent' || revision === 'none') return;
    const applied = { organizationId, status: state.status, revision };
    await this.sender.send(ApplyOrganizationStatus, applied, { ...context, tenantId: PLATFORM });
  }
}

@Handles(SuspendOrganization)
export class SuspendOrganizationHandler extends OrganizationStatusHandler<SuspendOrganization> {
  protected readonly decide = suspendOrganization;
}

@Handles(ReactivateOrganization)
export class ReactivateOrganizationHandler extends OrganizationStatusHandler<ReactivateOrganization> {
  protected readonly decide = reactivateOrganization;
}
