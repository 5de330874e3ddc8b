import { Inject, Injectable } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { contractOf, type Contract, type ContractClass } from '#contracts/contract';
import type { Position } from '#libs/event-log';
import type { RequestContext } from '#libs/identity';
import { withDeclaredRefusals } from './declared-refusals';
import { dispatchClassOf, type Outcome } from './dispatch';
import type { ReadProgress } from './service-parts';
import { READ_PROGRESS } from './service-tokens';

/** How long a query waits for what its caller has written. */
const READ_YOUR_WRITES_MS = 2_000;

/** Takes a payload to the one handler of its contract. */
@Injectable()
export class ServiceDispatcher {
  constructor(
    private readonly commandBus: CommandBus,
    private readonly queryBus: QueryBus,
    @Inject(READ_PROGRESS) private readonly progress: ReadProgress,
  ) {}

  /** `waitFor`: the position that a query's projections have to reach first; `stale` when they did not in time. */
  async dispatch(
    contractClass: ContractClass,
    payload: object,
    context: RequestContext,
    waitFor?: Position,
  ): Promise<Outcome & { readonly stale?: boolean }> {
    const contract = contractOf(contractClass);
    const message = new (dispatchClassOf(contractClass))(payload, context);
    const work = () => this.execute(contract, message, waitFor);
    return process.env.NODE_ENV === 'test' ? withDeclaredRefusals(contract, work) : work();
  }

  private async execute(
    contract: Contract,
    message: object,
    waitFor: Position | undefined,
  ): Promise<Outcome & { readonly stale?: boolean }> {
    if (contract.kind === 'command') return this.commandBus.execute(message as never);
    const stale = waitFor !== undefined && !(await this.progress.waitFor(contract.reads, waitFor, READ_YOUR_WRITES_MS));
    const outcome: Outcome = await this.queryBus.execute(message as never);
    return stale ? { ...outcome, stale } : outcome;
  }
}
