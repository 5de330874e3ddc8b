import { type ContractClass, contractOf } from '#contracts/declare/contract';
import { type CommandContext, type SigningKey, issueServiceToken } from '#libs/identity';
import type { Bus, Reply } from '#libs/messaging';
import type { ServiceSender } from '../feature/service-parts';

/** Sends as one service, each command with a token of its own: for its one tenant and subject, good for a minute. */
export class OwnSender implements ServiceSender {
  constructor(
    private readonly service: string,
    private readonly key: SigningKey,
    private readonly bus: Bus,
  ) {}

  send<Payload extends object, Answer>(
    contract: ContractClass<Payload>,
    payload: Payload,
    context: CommandContext,
  ): Promise<Reply<Answer>> {
    const { token } = issueServiceToken(
      this.key,
      {
        service: this.service,
        tenantId: context.tenantId,
        subject: contractOf(contract).subject,
        onBehalfOf: context.onBehalfOf ?? context.actor.id,
      },
      Date.now(),
    );
    // Sent now, whenever the command began that it is sent for: a receiver refuses a time that is not its own.
    const now = new Date().toISOString();
    return this.bus.send(contract, payload, { ...context, now }, { token });
  }
}
