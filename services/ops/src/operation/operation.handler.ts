import { Inject, type Type } from '@nestjs/common';
import type { ContractClass } from '#contracts/contract';
import type { ProjectionStatus } from '#contracts/ops/get-projection';
import type { ParkedEvent } from '#contracts/ops/list-parked';
import type { Commands } from '#libs/event-sourcing';
import type { ProjectionOperations } from '#libs/projections';
import {
  COMMANDS,
  Handles,
  OPERATIONS,
  PARKED,
  handler,
  type AskedOperation,
  type Dispatched,
  type Handler,
  type Outcome,
  type ParkedWork,
  type Wiring,
} from '#libs/runtime';
import { operators } from './operate.provider';

type Answered = ProjectionStatus | ParkedEvent;

/** Wires a command to the operation that it asks for. */
export function operationHandler<Payload extends object>(
  contract: ContractClass<Payload>,
  askedIn: (payload: Payload) => AskedOperation,
): Wiring {
  @Handles(contract)
  class OperationHandler implements Handler<Payload, Answered> {
    constructor(
      @Inject(COMMANDS) private readonly commands: Commands,
      @Inject(OPERATIONS) private readonly operations: ProjectionOperations,
      @Inject(PARKED) private readonly parked: ParkedWork,
    ) {}

    async execute({ payload, context }: Dispatched<Payload>): Promise<Outcome<Answered>> {
      const { commands, operations, parked } = this;
      return operators.operate({ commands, operations, parked }, askedIn(payload), context);
    }
  }
  return handler(contract, OperationHandler as Type<OperationHandler>);
}
