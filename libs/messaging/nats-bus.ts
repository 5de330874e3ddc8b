import { type ContractClass, contractOf } from '#contracts/declare/contract';
import type { Position } from '#libs/event-log';
import type { CommandContext, RequestContext } from '#libs/identity';
import type { Bus, Credentials, Reply } from './bus';
import { type BusConnection, isUnheard } from './bus-connection';
import { fillingSubject } from './filling';
import { answerFromAny } from './passing-over';
import { readReply, writeHeaders } from './wire';

/** The bus over NATS. A process sends everything through one connection and one inbox. */
export class NatsBus implements Bus {
  constructor(private readonly connection: BusConnection) {}

  async send<Payload extends object, Answer>(
    contract: ContractClass<Payload>,
    payload: Payload,
    context: RequestContext | CommandContext,
    credentials: Credentials,
    options: { readonly waitFor?: Position } = {},
  ): Promise<Reply<Answer>> {
    const { service, subject, route } = contractOf(contract);
    const headers = writeHeaders(context, credentials.token, options.waitFor);
    const body = Buffer.from(JSON.stringify(payload));
    const { connection } = this;
    const ask = (to: string) => {
      const sent = connection.send(to, body, headers, context.deadline);
      return answerFromAny(connection, { service, subject }, sent, context.deadline);
    };
    const reply = ask(subject).catch((error: unknown) => {
      // Nobody has taken it, so it may be sent again, whether or not it changes anything.
      if (route === undefined || !isUnheard(error)) throw error;
      return ask(fillingSubject(subject));
    });
    return readReply(await reply);
  }
}
