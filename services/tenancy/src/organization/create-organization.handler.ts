import { setTimeout as delay } from 'node:timers/promises';
import { Inject } from '@nestjs/common';
import { HeldPassword, HoldPassword } from '#contracts/auth/hold-password';
import type { Created } from '#contracts/created';
import { PLATFORM } from '#contracts/permissions';
import { CreateOrganization } from '#contracts/tenancy/create-organization';
import { newIdOf, payloadIdOf, type Commands } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import {
  COMMANDS,
  CONFIG,
  Handles,
  SENDER,
  type Dispatched,
  type Handler,
  type Outcome,
  type ServiceSender,
} from '#libs/runtime';
import { createOrganization, FIRST_ADMINISTRATOR } from './create-organization';
import { organization } from './organization';

/** How long the answer waits for the first administrator, so that they can sign in when it comes. */
const SETTLED_WITHIN_MS = 2_000;
const LOOK_EVERY_MS = 15;

export interface TenancySettings {
  readonly organizationLimit: number;
  /** Of every organisation, whatever its tier. */
  readonly employeeLimit?: number;
}

/** An organisation is its own tenant; its first administrator is auth's to make, in answer to what is recorded here. */
@Handles(CreateOrganization)
export class CreateOrganizationHandler implements Handler<CreateOrganization, Created> {
  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(SENDER) private readonly sender: ServiceSender,
    @Inject(CONFIG) private readonly settings: TenancySettings,
  ) {}

  async execute({ payload, context }: Dispatched<CreateOrganization>): Promise<Outcome<Created>> {
    const id = newIdOf(context.commandId, 'organization');
    const { employeeLimit, organizationLimit } = this.settings;
    const { result, position } = await this.commands.handle({
      aggregate: organization,
      id,
      command: payload,
      context: { ...context, tenantId: id },
      facts: async () => ({
        employeeLimit,
        passwordId: await this.holdPassword(payload.admin?.password, context),
      }),
      decide: createOrganization,
      limits: () => ({ organizations: organizationLimit }),
      answer: (_, recorded): Created => ({ id: recorded.id, revision: recorded.revision }),
    });
    if (payload.admin) await this.settled(id);
    return { answer: result, ...(position !== undefined && { position }) };
  }

  /** The password goes to auth and nowhere else: what is recorded here names the row that holds it. */
  private async holdPassword(password: string | undefined, context: CommandContext): Promise<string | null> {
    if (password === undefined) return null;
    const passwordId = payloadIdOf(context, 'password');
    await this.sender.send<HoldPassword, HeldPassword>(
      HoldPassword,
      { passwordId, accountId: newIdOf(context.commandId, FIRST_ADMINISTRATOR), password },
      { ...context, tenantId: PLATFORM },
    );
    return passwordId;
  }

  private async settled(id: string): Promise<void> {
    const until = performance.now() + SETTLED_WITHIN_MS;
    while (performance.now() < until) {
      const { state } = await this.commands.state(organization, id, id);
      if (state.firstAdministrator === 'settled') return;
      await delay(LOOK_EVERY_MS);
    }
  }
}
