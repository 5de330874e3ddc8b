import { type ContractClass, contractOf } from '#contracts/contract';
import type { Position } from '#libs/event-log';
import type { CommandContext, RequestContext } from '#libs/identity';
import type { Bus, Credentials, Reply } from './bus';
import type { BusConnection } from './bus-connection';
import { readReply, writeHeaders } from './wire';

/** The bus over NATS. All that a process sends goes through one connection and one inbox. */
export class NatsBus implements Bus {
  constructor(private readonly connection: BusConnection) {}

  async send<Payload extends object, Answer>(
    contract: ContractClass<Payload>,
    payload: Payload,
    context: RequestContext | CommandContext,
    credentials: Credentials,
    options: { readonly waitFor?: Position } = {},
  ): Promise<Reply<Answer>> {
    const { subject } = contractOf(contract);
    const headers = writeHeaders(context, credentials.token, options.waitFor);
    const body = Buffer.from(JSON.stringify(payload));
    return readReply(await this.connection.request(subject, body, headers, context.deadline));
  }
}
