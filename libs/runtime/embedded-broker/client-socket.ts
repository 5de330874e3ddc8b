import type { Socket } from 'node:net';
import type { BrokerLimits } from './options';
import { WriteBuffer } from './write-buffer';

/** How long an ended connection may take to read the last line before its socket is destroyed. */
const LINGER_MS = 1_000;

export interface SocketOwner {
  /** Has `flush` called at the end of this turn of the event loop. */
  flushSoon(): void;
  /** The client does not read what it is sent. */
  tooSlow(why: string): void;
}

/** The output to one client: writes go out once per turn of the event loop, and the bytes that wait are limited. */
export class ClientSocket {
  private readonly writes = new WriteBuffer();
  /** The time at which the write under way began; 0 when there is none. */
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
    this.writes.line(text);
    this.owner.flushSoon();
  }

  /** A head line and a payload. False when the client was found too slow for it. */
  message(head: string, buffer: Buffer, start: number, end: number): boolean {
    if (!this.hasRoomFor(head.length + end - start)) return false;
    this.writes.message(head, buffer, start, end);
    this.owner.flushSoon();
    return true;
  }

  flush(): void {
    if (this.socket.destroyed || this.writes.size === 0) return;
    if (this.writingSince === 0) this.writingSince = Date.now();
    this.writes.flush(this.socket, () => {
      this.writingSince = this.socket.writableLength > 0 ? Date.now() : 0;
    });
  }

  checkWriting(now: number): void {
    const { writeDeadlineMs } = this.limits;
    if (this.writingSince > 0 && now - this.writingSince >= writeDeadlineMs) {
      this.owner.tooSlow(`a write took longer than ${writeDeadlineMs} ms`);
    }
  }

  /** Ends the connection once its waiting bytes have been written. */
  end(): void {
    this.flush();
    this.socket.end();
    const linger = setTimeout(() => this.socket.destroy(), LINGER_MS);
    this.socket.once('close', () => clearTimeout(linger));
  }

  /** Ends the connection and drops its waiting bytes. */
  cut(): void {
    this.writes.clear();
    this.socket.destroy();
  }

  private hasRoomFor(bytes: number): boolean {
    const { maxPending } = this.limits;
    if (this.writes.size + this.socket.writableLength + bytes <= maxPending) return true;
    this.owner.tooSlow(`more than ${maxPending} bytes wait for it`);
    return false;
  }
}
