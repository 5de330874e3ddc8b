import type { Socket } from 'node:net';
import type { BrokerLimits } from './options';
import { Outbox } from './outbox';

/** How long an ended connection may take to read the last line before its socket is destroyed. */
const LINGER_MS = 1_000;

export interface SocketOwner {
  /** Has `flush` called when this turn of the event loop is over. */
  flushSoon(): void;
  /** The client does not read what it is sent. */
  tooSlow(why: string): void;
}

/** The way to one client: writes go out once per turn of the event loop, and no more may wait than is allowed. */
export class ClientSocket {
  private readonly outbox = new Outbox();
  /** When the write under way began; 0 when there is none. */
  private writingSince = 0;

  constructor(
    private readonly socket: Socket,
    private readonly limits: BrokerLimits,
    private readonly owner: SocketOwner,
  ) {
    socket.setNoDelay(true);
  }

  /** A line, one byte per character. */
  line(text: string): void {
    if (!this.hasRoomFor(text.length)) return;
    this.outbox.line(text);
    this.owner.flushSoon();
  }

  /** A head line and a payload. False when the client was found too slow for it. */
  message(head: string, buffer: Buffer, start: number, end: number): boolean {
    if (!this.hasRoomFor(head.length + end - start)) return false;
    this.outbox.message(head, buffer, start, end);
    this.owner.flushSoon();
    return true;
  }

  flush(): void {
    if (this.socket.destroyed || this.outbox.size === 0) return;
    if (this.writingSince === 0) this.writingSince = Date.now();
    this.outbox.flush(this.socket, () => {
      this.writingSince = this.socket.writableLength > 0 ? Date.now() : 0;
    });
  }

  checkWriting(now: number): void {
    const { writeDeadlineMs } = this.limits;
    if (this.writingSince > 0 && now - this.writingSince >= writeDeadlineMs) {
      this.owner.tooSlow(`a write took longer than ${writeDeadlineMs} ms`);
    }
  }

  /** Ends the connection once what waits for it has been written. */
  end(): void {
    this.flush();
    this.socket.end();
    const linger = setTimeout(() => this.socket.destroy(), LINGER_MS);
    this.socket.once('close', () => clearTimeout(linger));
  }

  /** Ends the connection and gives up what waits for it. */
  cut(): void {
    this.outbox.clear();
    this.socket.destroy();
  }

  private hasRoomFor(bytes: number): boolean {
    const { maxPending } = this.limits;
    if (this.outbox.size + this.socket.writableLength + bytes <= maxPending) return true;
    this.owner.tooSlow(`more than ${maxPending} bytes wait for it`);
    return false;
  }
}
