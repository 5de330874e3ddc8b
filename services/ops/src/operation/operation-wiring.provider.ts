import type { ContractClass } from '#contracts/declare/contract';
import type { CommandContext } from '#libs/identity';
import { handler, type AskedOperation, type ServiceParts, type Wiring } from '#libs/runtime';
import { operators } from './operate.provider';

/** Wires a command to its operation. */
export function operationOn<Payload extends object>(
  contract: ContractClass<Payload>,
  askedIn: (payload: Payload) => AskedOperation,
): Wiring {
  return handler(contract, (payload: Payload, context: CommandContext, parts: ServiceParts) =>
    operators.operate(parts, askedIn(payload), context),
  );
}
