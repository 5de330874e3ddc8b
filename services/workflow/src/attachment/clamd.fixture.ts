import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** A stand-in for clamd: gives one answer to every stream, once all of it is there. */
export class Clamd {
  /** Undefined: it never answers. */
  answer: string | undefined = 'stream: OK';
  /** The last stream, with its framing. */
  received: Buffer = Buffer.alloc(0);

  private readonly server = createServer((socket) => {
    const pieces: Buffer[] = [];
    socket.on('error', () => undefined);
    socket.on('data', (piece) => {
      pieces.push(piece);
      this.received = Buffer.concat(pieces);
      const isWhole = this.received.subarray(-4).equals(Buffer.alloc(4));
      if (this.answer !== undefined && isWhole) socket.end(`${this.answer}\0`);
    });
  });

  static async open(): Promise<Clamd> {
    const made = new Clamd();
    made.server.listen(0, '127.0.0.1');
    await once(made.server, 'listening');
    return made;
  }

  get url(): string {
    return `tcp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
  }
}
