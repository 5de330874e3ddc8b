import { type ContractClass, contractOf } from '#contracts/declare/contract';
import { type CommandContext, type SigningKey, issueServiceToken } from '#libs/identity';
import type { Bus, Reply } from '#libs/messaging';
import type { ServiceSender } from '../feature/service-parts';

/** Sends as one service. Each command has a token for its tenant and subject, valid for a minute. */
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
    // The time of sending, not of the command that caused it: a receiver refuses a time that is not its own.
    const now = new Date().toISOString();
    return this.bus.send(contract, payload, { ...context, now }, { token });
  }
}
