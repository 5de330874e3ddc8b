import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { ClientConnection } from './client-connection';
import type { ConnectedUser, Exchange, Peer, Subscription } from './exchange';
import { DEFAULT_LIMITS } from './options';
import type { BrokerLimits, BrokerOptions } from './options';
import type { Publication } from './parser';
import { PermissionCheck } from './permissions';
import { Found, SubjectTree } from './subject-tree';

/** The nats-server release whose protocol this is: clients decide by it which features they use. */
const PROTOCOL_VERSION = '2.9.10';

/**
 * A message broker that speaks the NATS client protocol (core NATS: no JetStream, no clustering, no TLS), so that a
 * machine with nothing but Node runs the same services as a cluster with nats-server. At most once: it keeps nothing.
 */
export class BrokerServer implements Exchange {
  readonly limits: BrokerLimits;
  private readonly server: Server;
  private readonly serverId = randomUUID();
  private readonly connections = new Set<ClientConnection>();
  private readonly subscriptions = new SubjectTree<Subscription>();
  private readonly found = new Found<Subscription>();
  private readonly users: ReadonlyMap<string, ConnectedUser & { readonly digest: Buffer }>;
  private readonly digestKey = randomBytes(32);
  private readonly nobody = this.digest(randomUUID());
  private readonly timer: NodeJS.Timeout;
  private unflushed: Peer[] = [];
  private lastId = 0;
  private port = 0;
  private closing = false;

  /** @throws TypeError when a permission is not a subject pattern, or a message of the largest size could never wait */
  constructor(private readonly options: BrokerOptions) {
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
    if (this.limits.maxPayload > this.limits.maxPending) throw new TypeError('maxPayload is higher than maxPending');
    this.users = new Map(
      options.users.map(({ user: name, password, permissions }) => [
        name,
        { name, permissions: new PermissionCheck(permissions), digest: this.digest(password) },
      ]),
    );
    this.server = createServer((socket) => this.accept(socket));
    const { pingIntervalMs, authTimeoutMs, writeDeadlineMs } = this.limits;
    const everyMs = Math.min(1_000, Math.ceil(Math.min(pingIntervalMs, authTimeoutMs, writeDeadlineMs) / 4));
    this.timer = setInterval(() => this.checkConnections(), everyMs);
    this.timer.unref();
  }

  /** Resolves to the port. Rejects with the system's error (`EADDRINUSE`, …). */
  async listen(): Promise<number> {
    this.server.listen(this.options.port ?? 0, this.options.host ?? '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
    return this.port;
  }

  get connectionCount(): number {
    return this.connections.size;
  }

  /** The number of subscriptions that match this subject. */
  subscriptionsTo(subject: string): number {
    const { entries, groups } = this.subscriptions.match(subject, new Found());
    return entries.length + groups.flat().length;
  }

  /**
   * Accepts no more connections, tells every client that it is going (lame duck), and ends each once it has its bytes.
   */
  async close(): Promise<void> {
    if (this.closing) return;
    this.closing = true;
    clearInterval(this.timer);
    const closed = this.server.listening ? once(this.server, 'close') : Promise.resolve();
    this.server.close();
    for (const connection of this.connections) {
      connection.inform({ ...this.info(), ldm: true });
      connection.close();
    }
    await closed;
  }

  authenticate(name: string, password: string): ConnectedUser | undefined {
    const known = this.users.get(name);
    const right = timingSafeEqual(this.digest(password), known?.digest ?? this.nobody);
    return right ? known : undefined;
  }

  add(subscription: Subscription): boolean {
    return this.subscriptions.add(subscription.subject, subscription.queue, subscription);
  }

  remove(subscription: Subscription): void {
    this.subscriptions.remove(subscription.subject, subscription.queue, subscription);
  }

  route(from: Peer, publication: Publication): boolean {
    const { entries, groups } = this.subscriptions.match(publication.subject, this.found);
    let delivered = false;
    for (const subscription of entries) {
      if (subscription.peer.deliver(subscription, from, publication)) delivered = true;
    }
    for (const members of groups) {
      if (deliverToOne(members, from, publication)) delivered = true;
    }
    return delivered;
  }

  flushSoon(peer: Peer): void {
    if (peer.flushPending) return;
    peer.flushPending = true;
    if (this.unflushed.length === 0) setImmediate(() => this.flush());
    this.unflushed.push(peer);
  }

  closed(peer: Peer): void {
    this.connections.delete(peer as ClientConnection);
  }

  log(line: string): void {
    this.options.log?.(line);
  }

  private accept(socket: Socket): void {
    const connection = new ClientConnection(socket, this, ++this.lastId);
    connection.inform({ ...this.info(), client_id: this.lastId, client_ip: socket.remoteAddress });
    if (this.connections.size >= this.limits.maxConnections) connection.turnAway();
    else this.connections.add(connection);
    this.makeRoom();
  }

  /** Connections are in the order of their opening. */
  private makeRoom(): void {
    const unknown = [...this.connections].filter(({ awaitsConnect }) => awaitsConnect);
    for (const oldest of unknown.slice(0, -this.limits.maxUnauthenticated)) oldest.makeWay();
  }

  private info(): object {
    return {
      server_id: this.serverId,
      server_name: 'opsledger-embedded',
      version: PROTOCOL_VERSION,
      proto: 1,
      host: this.options.host ?? '127.0.0.1',
      port: this.port,
      headers: true,
      auth_required: true,
      max_payload: this.limits.maxPayload,
    };
  }

  private flush(): void {
    const peers = this.unflushed;
    this.unflushed = [];
    for (const peer of peers) peer.flush();
  }

  private checkConnections(): void {
    const now = Date.now();
    for (const connection of this.connections) connection.check(now);
  }

  /** Passwords of any length compare in the same time, as digests under a key of this process. */
  private digest(password: string): Buffer {
    return createHmac('sha256', this.digestKey).update(password).digest();
  }
}

/** One member at random; another when that one does not take it. */
function deliverToOne(members: readonly Subscription[], from: Peer, publication: Publication): boolean {
  const chosen = members[members.length > 1 ? Math.floor(Math.random() * members.length) : 0];
  if (!chosen || chosen.peer.deliver(chosen, from, publication)) return chosen !== undefined;
  return members.filter((member) => member !== chosen).some((member) => member.peer.deliver(member, from, publication));
}
