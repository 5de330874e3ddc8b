import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import { eventually } from './eventually';

/** A socket that speaks whatever it is told to, and keeps all that it hears. One character is one byte. */
export class RawClient {
  heard = '';
  closed = false;
  /** PINGs said, PONGs heard, and how far they were looked for. */
  private pings = 0;
  private pongs = 0;
  private searched = 0;

  private constructor(readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => (this.heard += chunk.toString('latin1')));
    // A refused client may be reset while it still speaks; 'close' follows and is what counts.
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

  /** Awaits a text, or a pattern, among all that was heard. */
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

  /** Speaks up and awaits the answer: whatever was said before has been dealt with then. False when it was closed. */
  async isInStep(): Promise<boolean> {
    if (!this.closed) this.say('PING\r\n');
    await eventually(() => this.closed || this.heardPongs() >= this.pings);
    return !this.closed;
  }

  /** What was heard but INFO and the server's own PING, which come when they come. */
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
