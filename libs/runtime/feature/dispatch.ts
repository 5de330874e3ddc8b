import { CommandHandler, QueryHandler } from '@nestjs/cqrs';
import { contractOf, type ContractClass } from '#contracts/contract';
import type { Position } from '#libs/event-log';
import type { CommandContext, RequestContext } from '#libs/identity';

/** A contract's payload with the circumstances it came in: what @nestjs/cqrs carries to the one handler. */
export interface Dispatched<Payload extends object, Context extends RequestContext = CommandContext> {
  readonly payload: Payload;
  readonly context: Context;
}

/** What a handler gives back: the contract's answer, with the position of what it appended. */
export interface Outcome<Answer extends object = object> {
  readonly answer: Answer;
  readonly position?: Position;
  readonly etag?: string;
  /** Whose rows a query shows, where that is not the caller's own organisation. */
  readonly organizationId?: string;
}

/** A hand-written handler, for what is more than one decision on one stream. Marked with `@Handles(Contract)`. */
export interface Handler<
  Payload extends object,
  Answer extends object = object,
  Context extends RequestContext = CommandContext,
> {
  execute(dispatched: Dispatched<Payload, Context>): Promise<Outcome<Answer>>;
}

type DispatchClass = new (payload: object, context: RequestContext) => Dispatched<object, RequestContext>;

const dispatchClasses = new Map<ContractClass, DispatchClass>();

/** The class under which @nestjs/cqrs knows a contract: it finds a handler by the class of what it is given. */
export function dispatchClassOf(contract: ContractClass): DispatchClass {
  let dispatchClass = dispatchClasses.get(contract);
  if (!dispatchClass) {
    const name = `Dispatched${contract.name}`;
    dispatchClass = {
      [name]: class {
        constructor(
          readonly payload: object,
          readonly context: RequestContext,
        ) {}
      },
    }[name] as DispatchClass;
    dispatchClasses.set(contract, dispatchClass);
  }
  return dispatchClass;
}

/** Makes a class the handler of a contract. */
export function Handles(contract: ContractClass): ClassDecorator {
  const dispatchClass = dispatchClassOf(contract);
  return contractOf(contract).kind === 'command' ? CommandHandler(dispatchClass) : QueryHandler(dispatchClass);
}
