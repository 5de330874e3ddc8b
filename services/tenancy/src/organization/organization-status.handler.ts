import { Inject } from '@nestjs/common';
import { ApplyOrganizationStatus } from '#contracts/auth/apply-organization-status';
import type { Created } from '#contracts/created';
import { PLATFORM } from '#contracts/permissions';
import type { OrganizationEvent, OrganizationStatus } from '#contracts/tenancy/organization-events';
import { ReactivateOrganization } from '#contracts/tenancy/reactivate-organization';
import { SuspendOrganization } from '#contracts/tenancy/suspend-organization';
import type { Commands, Decide } from '#libs/event-sourcing';
import {
  COMMANDS,
  Handles,
  SENDER,
  type Dispatched,
  type Handler,
  type Outcome,
  type ServiceSender,
} from '#libs/runtime';
import { organization, type Organization } from './organization';
import { reactivateOrganization } from './reactivate-organization';
import { suspendOrganization } from './suspend-organization';

type StatusCommand = { readonly organizationId: string };

/**
 * Access ends at once: the change is recorded, then published by auth, then answered. Where auth does not answer, the
 * caller is told to repeat, and auth's reactor completes it from the log anyway.
 */
abstract class OrganizationStatusHandler<Command extends StatusCommand> implements Handler<Command, Created> {
  protected abstract readonly status: OrganizationStatus;
  protected abstract readonly decide: Decide<Command, Organization, OrganizationEvent>;

  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(SENDER) private readonly sender: ServiceSender,
  ) {}

  async execute({ payload, context }: Dispatched<Command>): Promise<Outcome<Created>> {
    const { organizationId } = payload;
    const { result, revision, position } = await this.commands.handle({
      aggregate: organization,
      id: organizationId,
      command: payload,
      context: { ...context, tenantId: organizationId },
      decide: this.decide,
      answer: (_, recorded): Created => ({ id: recorded.id, revision: recorded.revision }),
    });
    const applied = { organizationId, status: this.status, revision };
    await this.sender.send(ApplyOrganizationStatus, applied, { ...context, tenantId: PLATFORM });
    return { answer: result, ...(position !== undefined && { position }) };
  }
}

@Handles(SuspendOrganization)
export class SuspendOrganizationHandler extends OrganizationStatusHandler<SuspendOrganization> {
  protected readonly status = 'suspended';
  protected readonly decide = suspendOrganization;
}

@Handles(ReactivateOrganization)
export class ReactivateOrganizationHandler extends OrganizationStatusHandler<ReactivateOrganization> {
  protected readonly status = 'active';
  protected readonly decide = reactivateOrganization;
}
