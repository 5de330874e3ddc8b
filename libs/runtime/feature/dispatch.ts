import { CommandHandler, QueryHandler, type CommandBus, type QueryBus } from '@nestjs/cqrs';
import { contractOf, type ContractClass } from '#contracts/declare/contract';
import type { Position } from '#libs/event-log';
import type { CommandContext, RequestContext } from '#libs/identity';

/** A contract's payload with its context, as @nestjs/cqrs carries it to the one handler. */
export interface Dispatched<Payload extends object, Context extends RequestContext = CommandContext> {
  readonly payload: Payload;
  readonly context: Context;
}

/** The result of a handler: the contract's answer, with the position of the last event appended. */
export interface Outcome<Answer extends object = object> {
  readonly answer: Answer;
  readonly position?: Position;
  /** The command recorded nothing, now or before. */
  readonly unchanged?: true;
  /** The answer of a query is older than it could be. */
  readonly stale?: boolean;
  readonly etag?: string;
  /** The owner of the rows that a query shows, if it is not the caller's own organisation. */
  readonly organizationId?: string;
}

/** @nestjs/cqrs finds the handler by the class of the message, which is the contract. */
export function messageOf<Context extends RequestContext>(
  contract: ContractClass,
  payload: object,
  context: Context,
): Dispatched<object, Context> {
  return Object.assign(Object.create(contract.prototype as object) as object, { payload, context });
}

type Execute = (dispatched: Dispatched<object, never>) => Promise<Outcome>;

/** Makes a function the handler of a contract. */
export function bind(bus: Pick<CommandBus | QueryBus, 'register'>, contract: ContractClass, execute: Execute): void {
  const marked = contractOf(contract).kind === 'command' ? CommandHandler(contract) : QueryHandler(contract);
  marked(execute);
  const provider = { metatype: execute, instance: { execute }, isDependencyTreeStatic: () => true };
  bus.register([provider] as never);
}
