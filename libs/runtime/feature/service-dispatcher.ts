import { Inject, Injectable } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { contractOf, type Contract, type ContractClass } from '#contracts/contract';
import { DomainError } from '#contracts/errors';
import type { Position } from '#libs/event-log';
import { isHeld } from '#libs/event-sourcing';
import type { RequestContext } from '#libs/identity';
import { withDeclaredRefusals } from './declared-refusals';
import { dispatchClassOf, type Dispatched, type Outcome } from './dispatch';
import { Disclosures } from './disclosures';
import type { ReadProgress } from './service-parts';
import { READ_PROGRESS } from './service-tokens';

/** How long a query waits for what its caller has written. */
const READ_YOUR_WRITES_MS = 2_000;

/** What is answered: null where the caller has it already, by its `etag`. */
type Dispatch = Omit<Outcome, 'answer' | 'organizationId'> & {
  readonly answer: object | null;
  readonly stale?: boolean;
};

/** Takes a payload to the one handler of its contract. */
@Injectable()
export class ServiceDispatcher {
  constructor(
    private readonly commandBus: CommandBus,
    private readonly queryBus: QueryBus,
    @Inject(READ_PROGRESS) private readonly progress: ReadProgress,
    @Inject(Disclosures) private readonly disclosures: Pick<Disclosures, 'record'>,
  ) {}

  /** `waitFor`: the position that a query's projections have to reach first; `stale` when they did not in time. */
  async dispatch(
    contractClass: ContractClass,
    payload: object,
    context: RequestContext,
    waitFor?: Position,
  ): Promise<Dispatch> {
    const contract = contractOf(contractClass);
    const message = new (dispatchClassOf(contractClass))(payload, context);
    const work = () => this.execute(contract, message, waitFor);
    return process.env.NODE_ENV === 'test' ? withDeclaredRefusals(contract, work) : work();
  }

  private async execute(
    contract: Contract,
    message: Dispatched<object, RequestContext>,
    waitFor: Position | undefined,
  ): Promise<Dispatch> {
    if (contract.kind === 'command') return this.commandBus.execute(message as never);
    const stale = waitFor !== undefined && !(await this.progress.waitFor(contract.reads, waitFor, READ_YOUR_WRITES_MS));
    if (!stale) return this.answer(contract, message);
    try {
      return { ...(await this.answer(contract, message)), stale };
    } catch (error) {
      if (error instanceof DomainError) error.stale = true;
      throw error;
    }
  }

  private async answer(contract: Contract, message: Dispatched<object, RequestContext>): Promise<Dispatch> {
    return this.shown(contract, message, await this.queryBus.execute(message as never));
  }

  /** Nothing of it to who has it already; else all of it, once that is recorded. */
  private async shown(
    contract: Contract,
    { payload, context }: Dispatched<object, RequestContext>,
    { organizationId = context.tenantId, ...outcome }: Outcome,
  ): Promise<Dispatch> {
    const { answer, etag } = outcome;
    if (etag !== undefined && isHeld(context.ifNoneMatch, etag)) return { answer: null, etag };
    await this.disclosures.record(contract, { payload, organizationId, answer }, context);
    return outcome;
  }
}
