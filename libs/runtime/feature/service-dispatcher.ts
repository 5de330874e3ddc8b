import { createHmac } from 'node:crypto';
import type { CommandBus, QueryBus } from '@nestjs/cqrs';
import { contractOf, type Contract, type ContractClass } from '#contracts/declare/contract';
import { DomainError } from '#contracts/errors';
import type { ChangesTold, RowsDone } from '#contracts/imports/rows-done';
import type { Position } from '#libs/event-log';
import { isHeld, isMatched, type Checked } from '#libs/event-sourcing';
import type { CommandContext, RequestContext } from '#libs/identity';
import type { Projection } from '#libs/projections';
import { withDeclaredRefusals } from './declared-refusals';
import { carryOut, checkCommand } from './carry-out';
import { bind, messageOf, type Dispatched, type Outcome } from './dispatch';
import type { Disclosures } from './disclosures';
import { readRows } from './read-rows';
import type { ReadProgress, ServiceParts } from './service-parts';
import { readsOf, type Wiring } from './wiring';

/** The longest wait of a query for its caller's own writes. */
const READ_YOUR_WRITES_MS = 2_000;

/** The answer; null if the caller has it already, by its `etag`. */
type Dispatch = Omit<Outcome, 'answer' | 'organizationId'> & {
  readonly answer: object | null;
};

export interface DispatcherOptions {
  readonly wirings: readonly Wiring[];
  /** The name of the service. */
  readonly projections: readonly Projection[];
  readonly parts: ServiceParts;
  readonly commandBus: CommandBus;
  readonly queryBus: QueryBus;
  readonly disclosures: Pick<Disclosures, 'record'>;
}

/** Takes a payload to the one handler of its contract. */
export class ServiceDispatcher {
  private readonly commandBus: CommandBus;
  private readonly queryBus: QueryBus;
  private readonly progress: ReadProgress;
  private readonly disclosures: Pick<Disclosures, 'record'>;
  /** The service's own parts, with those that the process provides. */
  readonly parts: ServiceParts;
  private readonly wirings: ReadonlyMap<ContractClass, Wiring>;
  private readonly reads: ReadonlyMap<ContractClass, readonly string[]>;

  constructor({ wirings, projections, parts, commandBus, queryBus, disclosures }: DispatcherOptions) {
    this.commandBus = commandBus;
    this.queryBus = queryBus;
    this.progress = parts.progress;
    this.disclosures = disclosures;
    this.parts = parts;
    this.wirings = new Map(wirings.map((wiring) => [wiring.contract, wiring]));
    this.reads = new Map(wirings.map((wiring) => [wiring.contract, readsOf(wiring, projections)]));
    for (const wiring of wirings) this.bind(wiring, parts);
  }

  /** Names of the projections that the answer of a contract reads. */
  readsOf(contract: ContractClass): readonly string[] {
    return this.reads.get(contract) ?? [];
  }

  /** `waitFor`: the position that a query's projections have to reach first. `stale`: they did not in time. */
  async dispatch(
    contractClass: ContractClass,
    payload: object,
    context: RequestContext,
    waitFor?: Position,
  ): Promise<Dispatch> {
    const contract = contractOf(contractClass);
    const message = messageOf(contractClass, payload, await this.keyed(context));
    const work = () => this.execute(contract, message, waitFor);
    return process.env.NODE_ENV === 'test' ? withDeclaredRefusals(contract, work) : work();
  }

  /**
   * Decides a command without appending its events.
   * @throws DomainError as the command would; TypeError for one that is not one decision on one stream, nor has a check
   */
  async check(
    contractClass: ContractClass,
    payload: object,
    context: CommandContext,
  ): Promise<(Checked & ChangesTold) | RowsDone> {
    const found = this.wirings.get(contractClass);
    if (found?.kind === 'handler' && found.check) return found.check(payload, context, this.parts);
    if (found?.kind !== 'decision') throw new TypeError(`${contractClass.name} is not one decision on one stream`);
    return checkCommand(found.wiring, payload, context, this.parts);
  }

  /** The log has no digest of a payload that a guess can be tested against without a key of the platform. */
  private async keyed(context: RequestContext): Promise<RequestContext> {
    const { payloadDigest } = context as Partial<CommandContext>;
    if (payloadDigest === undefined) return context;
    const key = await this.parts.platformKeys.key('payload-digest');
    const digest = createHmac('sha256', key).update(payloadDigest).digest('hex');
    return { ...context, payloadDigest: digest.slice(0, payloadDigest.length) } as CommandContext;
  }

  private bind(wiring: Wiring, parts: ServiceParts): void {
    switch (wiring.kind) {
      case 'decision':
        return bind(this.commandBus, wiring.contract, ({ payload, context }) =>
          carryOut(wiring.wiring, payload, context, parts),
        );
      case 'query':
        return bind(this.queryBus, wiring.contract, ({ payload, context }) =>
          readRows(wiring, payload, context, parts, this.readsOf(wiring.contract)),
        );
      case 'handler': {
        const bus = contractOf(wiring.contract).kind === 'command' ? this.commandBus : this.queryBus;
        return bind(bus, wiring.contract, ({ payload, context }) => wiring.handle(payload, context, parts));
      }
    }
  }

  private async execute(
    contract: Contract,
    message: Dispatched<object, RequestContext>,
    waitFor: Position | undefined,
  ): Promise<Dispatch> {
    if (contract.kind === 'command') return this.carriedOut(contract, message);
    const reads = this.readsOf(contract.type);
    const stale = waitFor !== undefined && !(await this.progress.waitFor(reads, waitFor, READ_YOUR_WRITES_MS));
    if (!stale) return this.answer(contract, message);
    try {
      return { ...(await this.answer(contract, message)), stale };
    } catch (error) {
      if (error instanceof DomainError) error.stale = true;
      throw error;
    }
  }

  /** The answer is given once what it discloses is recorded; sent again, the command answers as before. */
  private async carriedOut(contract: Contract, message: Dispatched<object, RequestContext>): Promise<Dispatch> {
    const outcome: Outcome = await this.commandBus.execute(message as never);
    const { organizationId = message.context.tenantId, answer } = outcome;
    await this.disclosures.record(contract, { payload: message.payload, organizationId, answer }, message.context);
    return outcome;
  }

  private async answer(contract: Contract, message: Dispatched<object, RequestContext>): Promise<Dispatch> {
    return this.shown(contract, message, await this.queryBus.execute(message as never));
  }

  /**
   * Null for a caller who has the answer already; else the answer, once it is recorded.
   * @throws DomainError `PRECONDITION_FAILED`, before that, for another state than `If-Match` names
   */
  private async shown(
    contract: Contract,
    { payload, context }: Dispatched<object, RequestContext>,
    { organizationId = context.tenantId, ...outcome }: Outcome,
  ): Promise<Dispatch> {
    const { answer, etag } = outcome;
    if (!isMatched(context.ifMatch, etag)) throw new DomainError('PRECONDITION_FAILED');
    if (etag !== undefined && isHeld(context.ifNoneMatch, etag)) return { answer: null, etag };
    await this.disclosures.record(contract, { payload, organizationId, answer }, context);
    return outcome;
  }
}
