import type { Socket } from 'node:net';

const SLAB = 32 * 1024;
/** A payload above this size is handed to the socket without a copy. */
const COPY_LIMIT = 8 * 1024;
const CRLF = Buffer.from('\r\n', 'latin1');

/**
 * The bytes that wait to be written to one client. Everything of one turn of the event loop goes out in one write:
 * small pieces are gathered in a slab, of which each write takes the part that was filled since the last one.
 */
export class WriteBuffer {
  private slab = Buffer.alloc(0);
  private from = 0;
  private to = 0;
  private sealed: Buffer[] = [];
  private sealedBytes = 0;
  /** Writes whose bytes the socket may still read. */
  private underWay = 0;

  /** Bytes not yet handed to the socket. */
  get size(): number {
    return this.sealedBytes + this.to - this.from;
  }

  /** A line, one byte per character. */
  line(text: string): void {
    this.reserve(text.length);
    this.to += this.slab.write(text, this.to, 'latin1');
  }

  /** A head line, then bytes `start` to `end` of `body`, then CRLF. The bytes must not change later. */
  message(head: string, body: Buffer, start: number, end: number): void {
    const length = end - start;
    if (length > COPY_LIMIT) {
      this.line(head);
      this.seal();
      this.sealed.push(body.subarray(start, end), CRLF);
      this.sealedBytes += length + CRLF.length;
      return;
    }
    this.reserve(head.length + length + CRLF.length);
    this.to += this.slab.write(head, this.to, 'latin1');
    this.to += body.copy(this.slab, this.to, start, end);
    this.slab[this.to++] = 13;
    this.slab[this.to++] = 10;
  }

  /** Hands everything to the socket; `written` is called when it was sent. */
  flush(socket: Socket, written: () => void): void {
    this.seal();
    const [first, ...more] = this.sealed;
    if (!first) return;
    this.sealed = [];
    this.sealedBytes = 0;
    this.underWay++;
    const done = () => {
      this.underWay--;
      this.reuse();
      written();
    };
    if (more.length === 0) {
      socket.write(first, done);
      return;
    }
    socket.cork();
    socket.write(first);
    const last = more.pop() as Buffer;
    for (const piece of more) socket.write(piece);
    socket.write(last, done);
    socket.uncork();
  }

  clear(): void {
    this.from = this.to;
    this.sealed = [];
    this.sealedBytes = 0;
  }

  /** A client that keeps up needs one slab for good. */
  private reuse(): void {
    if (this.underWay > 0 || this.size > 0) return;
    this.from = 0;
    this.to = 0;
  }

  private reserve(bytes: number): void {
    if (this.to + bytes <= this.slab.length) return;
    this.seal();
    this.slab = Buffer.allocUnsafeSlow(Math.max(SLAB, bytes));
    this.from = 0;
    this.to = 0;
  }

  private seal(): void {
    if (this.to === this.from) return;
    this.sealed.push(this.slab.subarray(this.from, this.to));
    this.sealedBytes += this.to - this.from;
    this.from = this.to;
  }
}
