import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import { eventually } from './eventually';

/** A socket that sends any text, and keeps everything it receives. One character is one byte. */
export class RawClient {
  heard = '';
  closed = false;
  /** PINGs sent, PONGs received, and the position up to which they were counted. */
  private pings = 0;
  private pongs = 0;
  private searched = 0;

  private constructor(readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => (this.heard += chunk.toString('latin1')));
    // A refused client may be reset while it still writes; 'close' follows and decides.
    socket.on('error', () => undefined);
    socket.on('close', () => (this.closed = true));
  }

  static async open(port: number): Promise<RawClient> {
    const socket = connect(port, '127.0.0.1');
    const client = new RawClient(socket);
    await once(socket, 'connect');
    await client.hears(/^INFO .*\r\n/);
    return client;
  }

  say(text: string): void {
    this.pings += text.match(/^ping/gim)?.length ?? 0;
    this.socket.write(text, 'latin1');
  }

  /** Awaits a text, or a pattern, in the received data. */
  async hears(what: string | RegExp): Promise<void> {
    await eventually(() => {
      if (typeof what === 'string' ? this.heard.includes(what) : what.test(this.heard)) return;
      throw new Error(`heard no ${String(what)} but ${JSON.stringify(this.heard.slice(-400))}`);
    });
  }

  /** Awaits the end of the connection. */
  async ends(): Promise<void> {
    await eventually(() => this.closed);
  }

  /** Sends a PING and awaits the answer: everything sent before has been processed then. False when it was closed. */
  async isInStep(): Promise<boolean> {
    if (!this.closed) this.say('PING\r\n');
    await eventually(() => this.closed || this.heardPongs() >= this.pings);
    return !this.closed;
  }

  /** The received data without INFO and the server's own PING, which come at any time. */
  get transcript(): string {
    return this.heard.replace(/^(INFO .*|PING)\r\n/gm, '');
  }

  close(): void {
    this.socket.destroy();
  }

  private heardPongs(): number {
    for (let at = 0; (at = this.heard.indexOf('PONG\r\n', this.searched)) >= 0; this.pongs++) this.searched = at + 6;
    return this.pongs;
  }
}
