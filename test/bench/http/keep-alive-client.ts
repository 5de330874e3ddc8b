import { type Socket, connect } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');

export interface RawResponse {
  readonly status: number;
  readonly body: Buffer;
}

/**
 * One keep-alive connection that sends one request at a time and reads no more of the answer than it must: a load
 * generator shares the machine with the measured program. Reads only answers with a `Content-Length`.
 */
export class KeepAliveClient {
  private received: Buffer = Buffer.alloc(0);
  private waiting:
    { readonly resolve: (response: RawResponse) => void; readonly reject: (error: Error) => void } | undefined;
  private ended: Error | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.receive(chunk));
    socket.on('error', (error) => this.fail(error));
    socket.on('close', () => this.fail(new Error('the server closed the connection')));
  }

  static open(port: number): Promise<KeepAliveClient> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1' });
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new KeepAliveClient(socket));
      });
    });
  }

  post(path: string, headers: string, body: string): Promise<RawResponse> {
    // A socket that has ended tells of nothing that is written to it.
    if (this.ended) return Promise.reject(this.ended);
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.socket.write(
        `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n` +
          `Content-Length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`,
      );
    });
  }

  close(): void {
    this.waiting = undefined;
    this.socket.destroy();
  }

  private receive(chunk: Buffer): void {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    const end = this.received.indexOf(HEAD_END);
    if (end < 0) return;
    const head = this.received.toString('latin1', 0, end);
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? NaN);
    if (!Number.isInteger(length)) {
      this.fail(new Error(`an answer without Content-Length: ${head.slice(0, 200)}`));
      return;
    }
    const total = end + HEAD_END.length + length;
    if (this.received.length < total) return;
    const body = this.received.subarray(end + HEAD_END.length, total);
    this.received = this.received.subarray(total);
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.resolve({ status: Number(head.slice(9, 12)), body });
  }

  private fail(error: Error): void {
    this.ended ??= error;
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.reject(error);
  }
}
