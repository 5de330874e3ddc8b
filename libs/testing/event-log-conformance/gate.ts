import { type Socket, connect, createServer } from 'node:net';
import { freePort } from '../../runtime/embedded-postgres';

/**
 * A proxy between a log and its server, on a port of its own. It causes the faults of a network and of a server that is
 * down, also when the server is not ours to stop.
 */
export class Gate {
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private readonly server = createServer({ pauseOnConnect: true }, (client) => this.join(client));
  private answers = true;
  private requests = true;

  private constructor(
    private readonly target: { readonly host: string; readonly port: number },
    readonly port: number,
  ) {}

  static async before(target: { readonly host: string; readonly port: number }): Promise<Gate> {
    const gate = new Gate(target, await freePort());
    await gate.admit();
    return gate;
  }

  /** Breaks every connection; new ones are accepted at once. */
  cut(): void {
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
    this.pairs.clear();
  }

  /** Breaks every connection and refuses new ones: the server seems to be down. */
  async refuse(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.cut();
    await closed;
  }

  /** After `refuse`. */
  admit(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.port, '127.0.0.1', () => resolve());
    });
  }

  /** Requests arrive, and no answer comes back, on open connections and on new ones. */
  holdAnswers(): void {
    this.answers = false;
    this.apply();
  }

  /** Nothing passes either way, and no connection breaks: the server, or the network, hangs. */
  freeze(): void {
    this.requests = false;
    this.holdAnswers();
  }

  /** Like `freeze`, for the connections that are open now; new ones pass. */
  freezeOpenConnections(): void {
    this.freeze();
    this.answers = true;
    this.requests = true;
  }

  /** After `holdAnswers` or `freeze`. Held data is delivered. */
  release(): void {
    this.answers = true;
    this.requests = true;
    this.apply();
  }

  async close(): Promise<void> {
    this.release();
    if (this.server.listening) await this.refuse();
  }

  private join(client: Socket): void {
    const server = connect(this.target.port, this.target.host);
    const pair = [client, server] as const;
    this.pairs.add(pair);
    for (const socket of pair) {
      socket.setNoDelay(true);
      // Either end may close at any time; then the other is closed too.
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        this.pairs.delete(pair);
        client.destroy();
        server.destroy();
      });
    }
    server.once('connect', () => this.flow(pair));
  }

  private apply(): void {
    for (const pair of this.pairs) this.flow(pair);
  }

  private flow([client, server]: readonly [Socket, Socket]): void {
    steer(client, server, this.requests);
    steer(server, client, this.answers);
  }
}

function steer(from: Socket, to: Socket, open: boolean): void {
  from.unpipe(to);
  if (open) from.pipe(to);
  else from.pause();
}
