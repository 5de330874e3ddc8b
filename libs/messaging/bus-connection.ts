import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  AuthorizationError,
  type Msg,
  type MsgHdrs,
  type NatsConnection,
  PermissionViolationError,
  type Status,
  connect,
} from '@nats-io/transport-node';
import { DomainError, type ErrorDetails } from '#contracts/errors';

export interface BusConnectionOptions {
  /** One address or several of one cluster: `nats://127.0.0.1:4222`. A user and password in it override those below. */
  readonly servers: string | readonly string[];
  /** The service's name at the broker. Its inbox carries the name, so that nobody else may listen there. */
  readonly name: string;
  readonly user?: string;
  readonly password?: string;
  /** How long the first connection may take. Default 10 s. Afterwards it reconnects for ever. */
  readonly connectTimeoutMs?: number;
  /** Reports the state of the connection to operators. */
  readonly log?: (level: 'info' | 'warn' | 'error', line: string) => void;
}

/** No broker, or one that refuses us. `message` is a sentence for the operator. */
export class BusUnreachable extends Error {
  override readonly name = 'BusUnreachable';
}

interface Waiting {
  readonly subject: string;
  readonly resolve: (message: Msg) => void;
  readonly reject: (error: DomainError) => void;
  readonly timer: NodeJS.Timeout;
}

/** A request under way. */
export interface SentRequest {
  /** The first reply; rejects as `BusConnection.request` does. */
  readonly reply: Promise<Msg>;
  /** The subject of its replies. */
  readonly inbox: string;
  /** Sends it once more, on another subject. Whichever listener replies first has answered it. */
  again(subject: string): void;
}

/**
 * Short, so that a restarted broker is found at once; jittered, so that a cluster's clients do not come all together.
 */
const RECONNECT_MS = 100;
const RECONNECT_JITTER_MS = 150;
const RETRY_FIRST_MS = 100;
/** A broker that died with its host is silent: after two pings without an answer it counts as dead. */
const PING_INTERVAL_MS = 10_000;
const FLUSH_TIMEOUT_MS = 2_000;
const NO_RESPONDERS = 503;
const NAME = /^[A-Za-z0-9_-]+$/;

/**
 * A process's connection to the bus. Requests share one inbox, and every one ends with an answer or with
 * `SERVICE_UNAVAILABLE`: at its deadline, when nobody listens, and at once when the connection is lost.
 */
export class BusConnection {
  private readonly waiting = new Map<string, Waiting>();
  private readonly inbox: string;
  private lastToken = 0;
  private up = true;

  private constructor(
    readonly nats: NatsConnection,
    private readonly options: BusConnectionOptions,
  ) {
    this.inbox = `${inboxOf(options.name)}.${randomBytes(12).toString('hex')}.`;
    nats.subscribe(`${this.inbox}*`, { callback: (error, message) => this.receive(error, message) });
    void this.watch();
  }

  /** @throws BusUnreachable when no server accepts the connection in time, or one refuses the credentials */
  static async open(options: BusConnectionOptions): Promise<BusConnection> {
    if (!NAME.test(options.name)) throw new TypeError(`not a name on the bus: ${options.name}`);
    const nats = await firstConnection(options);
    const connection = new BusConnection(nats, options);
    // A connection lost at this moment is opened again, as at any later one.
    await connection.flush();
    return connection;
  }

  /** False while the broker is unreachable; requests are then refused. */
  get isUp(): boolean {
    return this.up && !this.nats.isClosed();
  }

  /** Largest message, headers included, in bytes. */
  get maxPayload(): number {
    return this.nats.info?.max_payload ?? 0;
  }

  get requestsWaiting(): number {
    return this.waiting.size;
  }

  /**
   * Sends a request and returns the first reply.
   *
   * @throws DomainError `SERVICE_UNAVAILABLE`, with the `reason`; `PAYLOAD_TOO_LARGE`; `FORBIDDEN` when the broker's
   *   permissions forbid it
   */
  request(subject: string, body: Uint8Array, headers: MsgHdrs, deadline: number): Promise<Msg> {
    return this.send(subject, body, headers, deadline).reply;
  }

  /** Sends a request that can be sent again before it is answered. */
  send(subject: string, body: Uint8Array, headers: MsgHdrs, deadline: number): SentRequest {
    const token = (++this.lastToken).toString(36);
    const inbox = this.inbox + token;
    const publish = (to: string) => {
      try {
        this.nats.publish(to, body, { reply: inbox, headers });
      } catch (error) {
        this.settle(token)?.reject(this.notSent(error));
      }
    };
    const refusal = this.refusalOf(body, deadline);
    const reply = refusal ? Promise.reject<Msg>(refusal) : this.replyTo(token, subject, deadline);
    if (!refusal) publish(subject);
    return { reply, inbox, again: (to) => this.waiting.has(token) && publish(to) };
  }

  /** Waits until the broker has everything that was sent until now; not for ever, and not when it is unreachable. */
  async flush(): Promise<void> {
    if (!this.isUp) return;
    try {
      await inTime(this.nats.flush(), FLUSH_TIMEOUT_MS);
    } catch (error) {
      this.log('warn', `the broker was lost before it had everything: ${(error as Error).message}`);
    }
  }

  /** Sends the rest and ends the connection; requests still waiting fail. */
  async close(): Promise<void> {
    if (this.nats.isClosed()) return;
    await this.flush();
    this.failAll('bus');
    await this.nats.close();
  }

  private refusalOf(body: Uint8Array, deadline: number): DomainError | undefined {
    if (deadline <= Date.now()) return unavailable('deadline');
    if (!this.isUp) return unavailable('bus');
    if (body.length <= this.maxPayload) return undefined;
    return new DomainError('PAYLOAD_TOO_LARGE', undefined, { bytes: body.length });
  }

  private replyTo(token: string, subject: string, deadline: number): Promise<Msg> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => this.settle(token)?.reject(unavailable('timeout')),
        Math.min(deadline - Date.now(), MAX_TIMER),
      );
      this.waiting.set(token, { subject, resolve, reject, timer });
    });
  }

  private receive(error: Error | null, message: Msg): void {
    if (error) {
      this.log('error', `the inbox is not open: ${error.message}`);
      return;
    }
    const waiting = this.settle(message.subject.slice(this.inbox.length));
    if (!waiting) return;
    if (message.data.length === 0 && message.headers?.code === NO_RESPONDERS) waiting.reject(unavailable('nobody'));
    else waiting.resolve(message);
  }

  private settle(token: string): Waiting | undefined {
    const waiting = this.waiting.get(token);
    if (!waiting) return undefined;
    this.waiting.delete(token);
    clearTimeout(waiting.timer);
    return waiting;
  }

  private async watch(): Promise<void> {
    for await (const status of this.nats.status()) this.note(status);
    this.up = false;
    this.failAll('bus');
  }

  private note(status: Status): void {
    if (status.type === 'disconnect') {
      this.up = false;
      // Answers under way are lost with the connection.
      this.failAll('bus');
      this.log('warn', `lost the broker at ${status.server}`);
    } else if (status.type === 'reconnect') {
      this.up = true;
      this.log('info', `found the broker again at ${status.server}`);
    } else if (status.type === 'error') {
      this.log('error', status.error.message);
      if (status.error instanceof PermissionViolationError) this.forbidden(status.error);
    }
  }

  /** The broker names the subject, not the message: every request that waits on that subject is refused. */
  private forbidden({ operation, subject }: PermissionViolationError): void {
    if (operation !== 'publish') return;
    for (const [token, waiting] of this.waiting) {
      if (waiting.subject !== subject) continue;
      const sentence = `${this.options.name} may not send ${subject}: its user at the broker lacks the permission`;
      this.settle(token)?.reject(new DomainError('FORBIDDEN', sentence));
    }
  }

  private failAll(reason: UnavailableReason): void {
    for (const token of this.waiting.keys()) this.settle(token)?.reject(unavailable(reason));
  }

  /** The client refuses a message for its size, headers included, or because it was closed meanwhile. */
  private notSent(error: unknown): DomainError {
    if (this.nats.isClosed() || this.nats.isDraining()) return unavailable('bus');
    this.log('error', `not sent: ${(error as Error).message}`);
    return new DomainError('PAYLOAD_TOO_LARGE');
  }

  private log(level: 'info' | 'warn' | 'error', line: string): void {
    this.options.log?.(level, line);
  }
}

/** The largest delay of `setTimeout`. */
const MAX_TIMER = 2_147_483_647;

/** The subject prefix on which a service listens for its answers. */
export function inboxOf(service: string): string {
  return `_INBOX.${service}`;
}

type UnavailableReason = 'deadline' | 'timeout' | 'nobody' | 'bus' | 'overloaded' | 'stopping' | 'verifier';

/** The request had no effect, or one that its repetition will find: it is safe to repeat. */
export function unavailable(reason: UnavailableReason, details: ErrorDetails = {}): DomainError {
  return new DomainError('SERVICE_UNAVAILABLE', undefined, { reason, ...details });
}

/** Nobody listened: the request has reached no service. */
export function isUnheard(error: unknown): boolean {
  return error instanceof DomainError && error.details['reason'] === ('nobody' satisfies UnavailableReason);
}

/** Awaits a promise that may never settle, for a limited time. */
export async function inTime(promise: Promise<unknown>, milliseconds: number): Promise<void> {
  await Promise.race([promise, delay(milliseconds, undefined, { ref: false })]);
}

/** The broker waits 2 s for the user and password, and a busy process may take longer: nothing is refused by that. */
function isTooSlow({ message }: AuthorizationError): boolean {
  return /authentication timeout/i.test(message);
}

async function firstConnection(options: BusConnectionOptions): Promise<NatsConnection> {
  const until = Date.now() + (options.connectTimeoutMs ?? 10_000);
  for (;;) {
    try {
      return await connect(natsOptions(options));
    } catch (error) {
      const { message } = error as Error;
      if (error instanceof AuthorizationError && !isTooSlow(error)) {
        throw new BusUnreachable(`The broker refuses the user and password of ${options.name}.`);
      }
      if (Date.now() > until) throw new BusUnreachable(`No broker at ${addresses(options)}: ${message}.`);
    }
    await delay(RETRY_FIRST_MS);
  }
}

function natsOptions(options: BusConnectionOptions): Parameters<typeof connect>[0] {
  const urls = servers(options).map((server) => new URL(server));
  const [first] = urls;
  const user = first?.username ? decodeURIComponent(first.username) : options.user;
  const pass = first?.username ? decodeURIComponent(first.password) : options.password;
  return {
    servers: urls.map(({ host }) => host),
    name: options.name,
    ...(user !== undefined && { user }),
    ...(pass !== undefined && { pass }),
    ...(first?.protocol === 'tls:' && { tls: {} }),
    timeout: 5_000,
    maxReconnectAttempts: -1,
    ignoreAuthErrorAbort: true,
    reconnectDelayHandler: () => RECONNECT_MS + Math.random() * RECONNECT_JITTER_MS,
    pingInterval: PING_INTERVAL_MS,
    maxPingOut: 2,
    noAsyncTraces: true,
  };
}

function servers({ servers: given }: BusConnectionOptions): readonly string[] {
  return typeof given === 'string' ? given.split(',') : given;
}

/** Without credentials, for messages. */
function addresses(options: BusConnectionOptions): string {
  return servers(options)
    .map((server) => new URL(server).host)
    .join(', ');
}
