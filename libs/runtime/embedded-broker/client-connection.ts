import type { Socket } from 'node:net';
import { ClientSocket } from './client-socket';
import type { SocketOwner } from './client-socket';
import { BEFORE_CONNECT, readConnectOptions } from './connect-options';
import type { ConnectedUser, Exchange, Peer, Subscription } from './exchange';
import { ProtocolParser } from './parser';
import type { ProtocolSink, Publication } from './parser';
import { OpenReplies, PermissionCheck } from './permissions';
import { isLiteral, matches } from './subject-tree';

/** Before a connection has authenticated. */
const UNKNOWN: ConnectedUser = {
  name: '',
  permissions: new PermissionCheck({ publish: { allow: [] }, subscribe: { allow: [] } }),
};
const NO_RESPONDERS = Buffer.from('NATS/1.0 503\r\n\r\n', 'latin1');

/** One client: its permissions, its subscriptions, and its waiting messages. */
export class ClientConnection implements Peer, ProtocolSink, SocketOwner {
  readonly subscriptions = new Map<string, Subscription>();
  readonly openedAt = Date.now();
  readonly maxControlLine: number;
  isClosed = false;
  awaitsConnect = true;
  flushPending = false;
  lastInputAt = this.openedAt;
  private readonly out: ClientSocket;
  private readonly parser = new ProtocolParser(this);
  private options = BEFORE_CONNECT;
  private account = UNKNOWN;
  private replies: OpenReplies | undefined;
  private pingsOut = 0;
  private nextPingAt: number;

  constructor(
    socket: Socket,
    private readonly exchange: Exchange,
    readonly id: number,
  ) {
    this.maxControlLine = exchange.limits.maxControlLine;
    this.nextPingAt = this.openedAt + exchange.limits.pingIntervalMs;
    this.out = new ClientSocket(socket, exchange.limits, this);
    socket.on('data', (chunk: Buffer) => this.read(chunk));
    // 'close' follows; a peer's reset needs no further action.
    socket.on('error', (error) => exchange.log(`${this.label}: ${error.message}`));
    socket.on('close', () => this.drop());
  }

  get label(): string {
    return `client ${this.id}${this.account.name && ` (${this.account.name})`}`;
  }

  /** Sends an INFO line. */
  inform(info: object): void {
    this.send(`INFO ${Buffer.from(JSON.stringify(info)).toString('latin1')}\r\n`);
  }

  /** Refuses one connection too many. */
  turnAway(): void {
    this.refuse('maximum connections exceeded');
  }

  /** Ends a connection without a password for a newer one, and keeps no open file for it. */
  makeWay(): void {
    this.drop();
    this.out.cut();
  }

  private read(chunk: Buffer): void {
    if (this.isClosed) return;
    this.lastInputAt = Date.now();
    this.parser.feed(chunk);
  }

  // Input from the client.

  connect(json: string): void {
    const options = readConnectOptions(json, this.options);
    if (!options) {
      this.close();
      return;
    }
    const account = this.exchange.authenticate(options.user, options.password);
    if (!account) {
      this.notAuthorized();
      return;
    }
    this.awaitsConnect = false;
    this.options = options;
    this.account = account;
    this.replies = account.permissions.responses && new OpenReplies(account.permissions.responses);
    if (options.protocol < 0 || options.protocol > 1) this.refuse('invalid client protocol');
    else if (options.noResponders && !options.headers) this.refuse('no responders requires headers support');
    else this.acknowledge();
  }

  announce(subject: string, headerSize: number, size: number): boolean {
    if (headerSize >= 0 && !this.options.headers) {
      this.close();
      return false;
    }
    if (size > this.exchange.limits.maxPayload) {
      this.refuse('Maximum Payload Violation');
      return false;
    }
    if (this.options.pedantic && !isLiteral(subject)) this.complain('Invalid Publish Subject');
    return true;
  }

  publish(publication: Publication): void {
    const { subject, reply } = publication;
    if (!this.mayPublish(subject)) {
      this.complain(`Permissions Violation for Publish to ${quoted(subject)}`);
      return;
    }
    this.acknowledge();
    const delivered = this.exchange.route(this, publication);
    if (!delivered && reply !== undefined && this.options.noResponders) this.tellNobodyAnswers(reply);
  }

  subscribe(subject: string, queue: string | undefined, sid: string): void {
    if (!this.account.permissions.maySubscribe(subject, queue)) {
      const using = queue === undefined ? '' : ` using queue ${quoted(queue)}`;
      this.complain(`Permissions Violation for Subscription to ${quoted(subject)}${using}`);
      return;
    }
    if (this.subscriptions.size >= this.exchange.limits.maxSubscriptions) {
      this.complain('maximum subscriptions exceeded');
      return;
    }
    if (!this.subscriptions.has(sid)) {
      const filtered = this.account.permissions.mustFilter(subject);
      const subscription = { peer: this, subject, queue, sid, filtered, delivered: 0, max: 0 };
      if (!this.exchange.add(subscription)) {
        this.complain('Invalid Subject');
        return;
      }
      this.subscriptions.set(sid, subscription);
    }
    this.acknowledge();
  }

  unsubscribe(sid: string, max: number): void {
    const subscription = this.subscriptions.get(sid);
    if (subscription && max > subscription.delivered) subscription.max = max;
    else if (subscription) this.end(subscription);
    this.acknowledge();
  }

  ping(): void {
    this.send('PONG\r\n');
  }

  pong(): void {
    this.pingsOut = 0;
  }

  fail(message: string): void {
    this.exchange.log(`${this.label} reports ${message.slice(0, 200)}`);
    this.close();
  }

  unknownOperation(): void {
    this.refuse('Unknown Protocol Operation');
  }

  badArguments(operation: string): void {
    this.exchange.log(`${this.label}: malformed ${operation}`);
    this.close();
  }

  notAuthorized(): void {
    this.refuse('Authorization Violation');
  }

  controlLineTooLong(): void {
    this.refuse('maximum control line exceeded');
  }

  // Output to the client.

  deliver(subscription: Subscription, from: Peer, publication: Publication): boolean {
    const { subject, reply, headerSize, buffer, end } = publication;
    if (this.isClosed || (from === this && !this.options.echo)) return false;
    if (subscription.filtered && !this.account.permissions.mayReceive(subject)) return false;
    const withHeaders = headerSize > 0 && this.options.headers;
    const start = publication.start + (withHeaders || headerSize < 0 ? 0 : headerSize);
    const sizes = withHeaders ? `${headerSize} ${end - start}` : `${end - start}`;
    const to = reply === undefined ? subscription.sid : `${subscription.sid} ${reply}`;
    const head = `${withHeaders ? 'HMSG' : 'MSG'} ${subject} ${to} ${sizes}\r\n`;
    if (!this.out.message(head, buffer, start, end)) return false;
    subscription.delivered++;
    if (subscription.max > 0 && subscription.delivered >= subscription.max) this.end(subscription);
    if (reply !== undefined) this.replies?.note(reply, from.lastInputAt);
    return true;
  }

  flush(): void {
    this.flushPending = false;
    this.out.flush();
  }

  flushSoon(): void {
    this.exchange.flushSoon(this);
  }

  /** Does the work due at `now`: a late CONNECT, a PING, a write that does not end. */
  check(now: number): void {
    if (this.isClosed) return;
    if (this.awaitsConnect) {
      if (now - this.openedAt >= this.exchange.limits.authTimeoutMs) this.refuse('Authentication Timeout');
    } else if (now >= this.nextPingAt) {
      this.askForLife(now);
    }
    this.out.checkWriting(now);
  }

  /** Ends the connection once its waiting bytes have been written. */
  close(): void {
    if (this.isClosed) return;
    this.drop();
    this.out.end();
  }

  /** A slow consumer: its waiting messages are dropped, since it would not read them. */
  tooSlow(why: string): void {
    if (!this.isClosed) this.exchange.log(`${this.label} is a slow consumer: ${why}`);
    this.drop();
    this.out.cut();
  }

  private askForLife(now: number): void {
    const { pingIntervalMs, maxPingsOut } = this.exchange.limits;
    const silentFor = now - this.lastInputAt;
    if (silentFor < pingIntervalMs) {
      this.nextPingAt = this.lastInputAt + pingIntervalMs;
    } else if (this.pingsOut >= maxPingsOut) {
      this.refuse('Stale Connection');
    } else {
      this.pingsOut++;
      this.nextPingAt = now + pingIntervalMs;
      this.send('PING\r\n');
    }
  }

  /** A queue group shares answers, so none of its members is told that nobody answers. */
  private tellNobodyAnswers(reply: string): void {
    for (const { subject, queue, sid } of this.subscriptions.values()) {
      if (queue !== undefined || !matches(subject, reply)) continue;
      const size = NO_RESPONDERS.length;
      this.out.message(`HMSG ${reply} ${sid} ${size} ${size}\r\n`, NO_RESPONDERS, 0, size);
      return;
    }
  }

  private acknowledge(): void {
    if (this.options.verbose) this.send('+OK\r\n');
  }

  private complain(message: string): void {
    this.exchange.log(`${this.label}: ${message}`);
    this.send(`-ERR '${message}'\r\n`);
  }

  private refuse(message: string): void {
    this.complain(message);
    this.close();
  }

  private send(line: string): void {
    if (!this.isClosed) this.out.line(line);
  }

  private mayPublish(subject: string): boolean {
    const { permissions } = this.account;
    if (!permissions.restrictsPublishing) return true;
    return this.replies?.take(subject, this.lastInputAt) || permissions.mayPublish(subject);
  }

  private end(subscription: Subscription): void {
    this.subscriptions.delete(subscription.sid);
    this.exchange.remove(subscription);
  }

  private drop(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    for (const subscription of this.subscriptions.values()) this.exchange.remove(subscription);
    this.subscriptions.clear();
    this.exchange.closed(this);
  }
}

/** A name inside an error message, as nats-server writes it. */
function quoted(name: string): string {
  return `"${name.replace(/["\\]/g, '\\$&')}"`;
}
