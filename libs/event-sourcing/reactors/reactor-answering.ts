import { contractOf, type ContractClass } from '#contracts/declare/contract';
import { DomainError } from '#contracts/errors';
import type { Position } from '#libs/event-log';
import type { CommandContext } from '#libs/identity';
import { commandIdOf } from '../commands/identifiers';
import { type Retries, type Try, isInconclusive } from './retries';
import type { Recorded } from '#contracts/declare/recorded';
import type { Reactor, Wanted } from './reactor';
import type { ReactorOutcome, ReactorStore } from './reactor-store';

/** Sends a command as a service; rejects with the `DomainError` of a refusal. */
export type SendCommand = (
  service: string,
  contract: ContractClass,
  payload: object,
  context: CommandContext,
) => Promise<{ readonly position?: Position }>;

export interface AnsweringOptions {
  readonly store: ReactorStore;
  readonly send: SendCommand;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** How long one sending may take, in milliseconds. */
  readonly sendWithinMs: number;
}

/** A command's outcome, before it is recorded. */
type Ending = Pick<ReactorOutcome, 'outcome' | 'code' | 'position'>;

/** Answers single events of one reactor: sends its commands, and records their outcomes. */
export class Answering {
  constructor(
    private readonly reactor: Reactor,
    private readonly retries: Retries,
    private readonly options: AnsweringOptions,
  ) {}

  /** `outcomes`: those that are recorded already. */
  async answer(event: Recorded, outcomes: readonly ReactorOutcome[], tries: Try): Promise<void> {
    const known = new Map(outcomes.filter(({ eventId }) => eventId === event.id).map((each) => [each.name, each]));
    const wanted = await tries(`reacting to ${event.id}`, async () => this.reactor.react(event));
    const refused = await this.sendInOrder(event, wanted, known, tries);
    if (!refused || !this.reactor.onRefusal) return;
    const { onRefusal } = this.reactor;
    const answers = await tries(`answering the refusal of ${event.id}`, async () => onRefusal(event, refused));
    await this.sendInOrder(event, answers, known, tries);
  }

  /** Sends one after the other; the first refusal ends it. */
  private async sendInOrder(
    event: Recorded,
    wanted: readonly Wanted[],
    known: ReadonlyMap<string, ReactorOutcome>,
    tries: Try,
  ) {
    for (const each of wanted) {
      const name = each.name ?? contractOf(each.contract).subject;
      const outcome = known.get(name) ?? (await this.carryOut(event, each, name, tries));
      if (outcome.code !== null) return { wanted: each, code: outcome.code };
    }
    return undefined;
  }

  private async carryOut(event: Recorded, wanted: Wanted, name: string, tries: Try): Promise<ReactorOutcome> {
    const { id: eventId, tenantId, type: eventType, stream, position: eventPosition } = event;
    const commandId = commandIdOf(eventId, name);
    const ending = await tries(`sending ${name}`, () => this.send(event, wanted, name));
    const of = { eventId, eventType, eventPosition, stream, reactor: this.reactor.name, name, commandId, tenantId };
    return this.retries.untilDone(`recording ${name}`, () => this.options.store.record({ ...of, ...ending }));
  }

  private async send(event: Recorded, wanted: Wanted, name: string): Promise<Ending> {
    const { service } = this.reactor;
    try {
      const { position = null } = await this.options.send(
        service,
        wanted.contract,
        wanted.payload,
        this.contextOf(event, name),
      );
      return { outcome: 'done', code: null, position };
    } catch (error) {
      if (!(error instanceof DomainError) || isInconclusive(error)) throw error;
      return { outcome: 'refused', code: error.code, position: null };
    }
  }

  private contextOf({ id, tenantId, metadata }: Recorded, name: string): CommandContext {
    const { requestId, correlationId, traceparent, onBehalfOf, actorId } = metadata;
    const now = this.options.clock();
    return {
      tenantId,
      actor: { id: `service:${this.reactor.service}`, type: 'service', roles: [] },
      onBehalfOf: onBehalfOf ?? actorId,
      requestId,
      correlationId,
      causationId: id,
      ...(traceparent !== undefined && { traceparent }),
      commandId: commandIdOf(id, name),
      now: new Date(now).toISOString(),
      deadline: now + this.options.sendWithinMs,
    };
  }
}
