import { Inject, type Type } from '@nestjs/common';
import type { ContractClass } from '#contracts/contract';
import { DomainError } from '#contracts/errors';
import type { CommandContext } from '#libs/identity';
import type { Imports } from '#libs/imports';
import { Handles, IMPORTS, handler, type Dispatched, type Handler, type Outcome, type Wiring } from '#libs/runtime';

type Ask<Payload> = (imports: Imports, payload: Payload, context: CommandContext) => Promise<Outcome> | Outcome;

/** Wires a contract to what is asked of the service's imports. */
export function importHandler<Payload extends object>(contract: ContractClass<Payload>, ask: Ask<Payload>): Wiring {
  @Handles(contract)
  class ImportHandler implements Handler<Payload> {
    constructor(@Inject(IMPORTS) private readonly imports: Imports | undefined) {}

    async execute({ payload, context }: Dispatched<Payload>): Promise<Outcome> {
      if (!this.imports) throw new DomainError('SERVICE_UNAVAILABLE', 'Imports are not open in this process');
      return ask(this.imports, payload, context);
    }
  }
  return handler(contract, ImportHandler as Type<ImportHandler>);
}
