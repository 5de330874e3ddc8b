import type { Msg, Subscription } from '@nats-io/transport-node';
import {
  BaseRpcContext,
  type CustomTransportStrategy,
  type MessageHandler,
  type MsPattern,
  Server,
} from '@nestjs/microservices';
import type { LoggerService } from '@nestjs/common';
import { isObservable, lastValueFrom } from 'rxjs';
import { type Contract, type ContractClass, contractOf } from '#contracts/declare/contract';
import { DomainError, type ErrorCode } from '#contracts/errors';
import { parse } from '#contracts/declare/validation';
import {
  type CommandContext,
  type RequestContext,
  type RequestVerifier,
  type VerifiedToken,
  authorize,
} from '#libs/identity';
import type { Reply } from './bus';
import { type BusConnection, inTime, unavailable } from './bus-connection';
import { BusRequest, contextOf } from './bus-request';
import { fillingSubject } from './filling';
import { shorterPage } from './fitting-page';
import { ReplicaInquiries } from './replica-inquiries';
import { wholePages } from './whole-page';
import { readBody, readHeaders, type RequestHeaders, writeError, writeReply } from './wire';
import { Workload } from './workload';

export type BusHandler<
  Payload extends object = object,
  Answer = unknown,
  Context extends RequestContext = CommandContext,
> = (request: BusRequest<Payload, Context>) => Promise<Reply<Answer>>;

export interface ServiceTransportOptions {
  /** The service; also its queue group. */
  readonly service: string;
  readonly connection: BusConnection;
  readonly verify: RequestVerifier;
  /** Requests worked on at once. Default 256. */
  readonly concurrency?: number;
  /** The most requests that wait for their turn; further ones are answered `SERVICE_UNAVAILABLE`. Default 4,096. */
  readonly backlog?: number;
  /** How long `close` waits for work under way before it aborts it. Default 10 s. */
  readonly drainTimeoutMs?: number;
  /** The time for a request without a deadline, and the longest deadline. Default 10 s and 110 s. */
  readonly defaultTimeoutMs?: number;
  /** Wraps the work on each request: a logger's context, a span. */
  readonly around?: <T>(context: RequestContext, work: () => Promise<T>) => Promise<T>;
  /** Default: Nest's. */
  readonly logger?: Pick<LoggerService, 'error'>;
  /** Called after each answered request: for metrics. */
  readonly finished?: (subject: string, outcome: 'ok' | ErrorCode, milliseconds: number) => void;
}

/** Below the two minutes for which the broker lets a service answer. */
const MAX_TIMEOUT_MS = 110_000;
/** How long aborted work may take to notice. */
const ABORT_GRACE_MS = 1_000;

/** The largest difference of a sender's clock: a wrong time would be recorded for good. */
const CLOCKS_DIFFER_MS = 5_000;

interface Served {
  readonly contract: Contract;
  readonly run: (request: BusRequest<object, RequestContext>) => Promise<Reply<unknown>>;
  /** Resolves when the rows that it reads are filled; undefined when they are. */
  filling: Promise<void> | undefined;
}

/**
 * NestJS's transport for a service: one subscription per contract, in the service's queue group, so that a replica of
 * an older release gets no contract that it does not know. A contract whose rows are still being filled is subscribed
 * when they are; until then this replica answers for it on `fillingSubject` alone, which gets requests that no other
 * replica takes. Each request is verified, authorised and validated here, whatever its sender has done.
 */
export class ServiceTransport extends Server implements CustomTransportStrategy {
  private readonly served = new Map<string, Served>();
  private readonly underWay = new Set<BusRequest<object, RequestContext>>();
  private readonly workload: Workload;
  private readonly log: Pick<LoggerService, 'error'>;
  private readonly inquiries: ReplicaInquiries;
  private subscriptions: Subscription[] = [];
  private closing = false;

  constructor(private readonly options: ServiceTransportOptions) {
    super();
    this.workload = new Workload(options.concurrency ?? 256, options.backlog ?? 4096);
    this.log = options.logger ?? this.logger;
    const { service, connection } = options;
    this.inquiries = new ReplicaInquiries({
      service,
      nats: connection.nats,
      takes: (subject) => this.takes(subject),
      receive: (subject, message) => this.receiveDirectly(subject, message),
    });
  }

  /** Answers a contract once `filling` resolves. To be called before `listen`. */
  handle<Payload extends object, Answer, Context extends RequestContext = CommandContext>(
    type: ContractClass<Payload>,
    handler: BusHandler<Payload, Answer, Context>,
    filling?: Promise<void>,
  ): void {
    const contract = contractOf(type);
    if (contract.service !== this.options.service) {
      throw new TypeError(`${contract.subject} is not a subject of ${this.options.service}`);
    }
    if (this.served.has(contract.subject)) throw new TypeError(`${contract.subject} has two handlers`);
    this.served.set(contract.subject, { contract, run: handler as never, filling });
  }

  /** The number of requests that wait for their turn. */
  get queued(): number {
    return this.workload.depth;
  }

  /** For Nest: a controller's method marked with `@OnBus`. */
  override addHandler(
    pattern: MsPattern,
    callback: MessageHandler,
    isEventHandler = false,
    extras: { readonly contract?: ContractClass } = {},
  ): void {
    if (isEventHandler || !extras.contract) {
      throw new TypeError(`${JSON.stringify(pattern)} is no contract: mark its handler with @OnBus`);
    }
    super.addHandler(pattern, callback, isEventHandler, extras);
    this.handle(extras.contract, async (request) => {
      const result: unknown = await callback(request, new BaseRpcContext([request]));
      return (isObservable(result) ? await lastValueFrom(result) : result) as Reply<unknown>;
    });
  }

  async listen(callback: (error?: Error) => void): Promise<void> {
    let failure: Error | undefined;
    try {
      await this.subscribe();
    } catch (error) {
      failure = error as Error;
    }
    callback(failure);
  }

  /**
   * Takes no new work, finishes the work under way, and answers it. The connection stays open: work under way may still
   * need it, and its owner closes it.
   */
  async close(): Promise<void> {
    const { connection, service, drainTimeoutMs = 10_000 } = this.options;
    const { subscriptions } = this;
    this.closing = true;
    this.subscriptions = [];
    // Messages that the broker had already sent arrive before its confirmation.
    if (connection.isUp) await inTime(Promise.all(subscriptions.map((each) => each.drain())), drainTimeoutMs);
    // After an outage the broker must not deliver to us when it comes back.
    for (const each of subscriptions) if (!each.isClosed()) each.unsubscribe();
    await inTime(this.workload.idle(), drainTimeoutMs);
    for (const request of this.underWay) request.abort('stopping');
    await inTime(this.workload.idle(), ABORT_GRACE_MS);
    if (!this.workload.isIdle) this.log.error({ message: 'stopped with work unfinished', service });
    this.inquiries.close();
    await connection.flush();
  }

  on(): never {
    throw new TypeError('the transport has no events; the connection logs its fate');
  }

  // The type parameter is Nest's.
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters
  unwrap<T>(): T {
    return this.options.connection.nats as T;
  }

  private async subscribe(): Promise<void> {
    let refused: Error | undefined;
    for (const served of this.served.values()) {
      const { contract, filling } = served;
      const subject = filling ? fillingSubject(contract.subject) : contract.subject;
      this.listenOn(subject, served, (error) => (refused = error));
      void filling?.then(() => this.filled(served));
    }
    this.inquiries.listen((error) => (refused = error));
    await this.options.connection.flush();
    if (refused) throw refused;
  }

  /** The other subscription stays: a request on its way to it is answered as well. */
  private filled(served: Served): void {
    served.filling = undefined;
    const { subject } = served.contract;
    if (this.closing || this.options.connection.nats.isClosed()) return;
    this.listenOn(subject, served, (error) => {
      this.log.error({ message: 'not subscribed', subject, error });
    });
  }

  private listenOn(subject: string, served: Served, refused: (error: Error) => void): void {
    const { connection, service } = this.options;
    const callback = (error: Error | null, message: Msg) => {
      if (error) refused(error);
      else this.receive(served, message);
    };
    this.subscriptions.push(connection.nats.subscribe(subject, { queue: service, callback }));
  }

  private takes(subject: string): boolean {
    const served = this.served.get(subject);
    return served !== undefined && !served.filling && !this.closing;
  }

  /** A request that was sent to this replica alone, since the one that had it hangs or is gone. */
  private receiveDirectly(subject: string, message: Msg): void {
    const served = this.served.get(subject);
    if (served) this.receive(served, message);
  }

  private receive(served: Served, message: Msg): void {
    const receivedAt = Date.now();
    this.inquiries.began(message);
    if (this.workload.add(() => this.work(served, message, receivedAt))) return;
    this.options.finished?.(served.contract.subject, 'SERVICE_UNAVAILABLE', 0);
    this.answer(message, writeError(unavailable('overloaded')));
  }

  private async work(served: Served, message: Msg, receivedAt: number): Promise<void> {
    const startedAt = performance.now();
    let outcome: 'ok' | ErrorCode = 'ok';
    let answer: Buffer;
    let headers: RequestHeaders | undefined;
    try {
      headers = readHeaders(message.headers);
      refuseOtherClock(headers, receivedAt);
      answer = await this.run(served, message, headers);
    } catch (error) {
      const refusal = error instanceof DomainError ? error : this.internal(error, served, headers);
      outcome = refusal.code;
      answer = writeError(refusal);
    }
    this.answer(message, answer);
    this.options.finished?.(served.contract.subject, outcome, performance.now() - startedAt);
  }

  private async run(served: Served, message: Msg, headers: RequestHeaders): Promise<Buffer> {
    const { contract, run } = served;
    const deadline = this.deadlineOf(headers);
    const token = await this.verified(headers.token, contract);
    authorize(contract, token);
    if (served.filling) throw new DomainError('READ_MODEL_FILLING');
    const payload = parse(contract.type, readBody(message));
    const context = contextOf(contract, token, headers, deadline);
    const work = (asked: object) => {
      const request = new BusRequest<object, RequestContext>(contract, asked, context, headers.waitFor);
      return this.tracked(request, run);
    };
    const { around } = this.options;
    const answer = () => this.fittingReply(contract, payload, work);
    return around ? around(context, answer) : answer();
  }

  private async tracked(request: BusRequest<object, RequestContext>, run: Served['run']): Promise<Reply<unknown>> {
    this.underWay.add(request);
    try {
      return await run(request);
    } finally {
      this.underWay.delete(request);
      request.finish();
    }
  }

  /** The reply as the bus can carry it. A list whose page is too large is queried again for a shorter one. */
  private async fittingReply(
    contract: Contract,
    payload: object,
    work: (asked: object) => Promise<Reply<unknown>>,
  ): Promise<Buffer> {
    const whole = wholePages(contract, payload);
    const maxBytes = Math.min(this.options.connection.maxPayload, whole?.maxBytes ?? Infinity);
    let asked: object = payload;
    for (;;) {
      const reply = await work(asked);
      const body = writeReply(whole ? whole.trimmed(reply) : reply);
      if (body.length <= maxBytes) return body;
      const shorter = shorterPage(contract, asked, reply, { bytes: body.length, maxBytes });
      if (!shorter) throw tooLarge(body.length, maxBytes);
      asked = shorter;
    }
  }

  /** A verifier that fails (its keys are out of reach) refuses nobody: nothing was begun, so it is safe to repeat. */
  private async verified(token: string, contract: Contract): Promise<VerifiedToken> {
    try {
      return await this.options.verify(token, contract);
    } catch (error) {
      if (error instanceof DomainError) throw error;
      this.log.error({ message: 'no token can be verified', error });
      throw unavailable('verifier');
    }
  }

  /** @throws DomainError `SERVICE_UNAVAILABLE`: the deadline has passed, so nobody would see the result */
  private deadlineOf({ deadline }: RequestHeaders): number {
    const now = Date.now();
    if (deadline === undefined) return now + (this.options.defaultTimeoutMs ?? 10_000);
    if (deadline <= now) throw unavailable('deadline');
    return Math.min(deadline, now + MAX_TIMEOUT_MS);
  }

  /** Anything but a `DomainError` is a fault of ours: the log has the details, the caller a trace id to ask with. */
  private internal(error: unknown, { contract }: Served, headers: RequestHeaders | undefined): DomainError {
    const { traceparent, circumstances } = headers ?? {};
    const { requestId } = circumstances ?? {};
    const traceId = traceparent?.slice(3, 35) ?? requestId ?? null;
    this.log.error({ message: 'request failed', subject: contract.subject, traceId, requestId, error });
    return new DomainError('INTERNAL', undefined, { traceId });
  }

  private answer(message: Msg, body: Buffer): void {
    this.inquiries.ended(message);
    // The caller's inbox is gone with the connection.
    if (!this.options.connection.isUp) return;
    try {
      message.respond(body);
    } catch (error) {
      this.log.error({ message: 'reply not sent', subject: message.subject, error });
    }
  }
}

/** A reply too large for the bus is refused by name; the caller would wait in vain. */
function tooLarge(bytes: number, limit: number): DomainError {
  const sentence = 'The answer is too large for the bus: ask for less at once';
  return new DomainError('PAYLOAD_TOO_LARGE', sentence, { bytes, limit });
}

/** @throws DomainError `SERVICE_UNAVAILABLE`: another sender, or this one once its clock is set, may repeat it */
function refuseOtherClock({ circumstances: { now } }: RequestHeaders, receivedAt: number): void {
  const differsBy = now === undefined ? 0 : Date.parse(now) - receivedAt;
  if (Math.abs(differsBy) <= CLOCKS_DIFFER_MS) return;
  const sentence = "The sender's clock differs from the service's by more than 5 seconds";
  throw new DomainError('SERVICE_UNAVAILABLE', sentence, { reason: 'clock', differsByMs: differsBy });
}
