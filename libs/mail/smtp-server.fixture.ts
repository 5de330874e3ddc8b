import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly source: string;
  /** The header of that name, unfolded; undefined when there is none. */
  header(name: string): string | undefined;
}

/** The steps of a dialogue at which a server can fail. */
export const SMTP_STEPS = ['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'text'] as const;
type SmtpStep = (typeof SMTP_STEPS)[number];

/** A mail server for tests: accepts every mail until a test says otherwise. */
export class SmtpServer {
  readonly received: ReceivedMail[] = [];
  /**
   * `hang`: no answer from the sender's address on. `refuse`: refuses every recipient, by name. `drop`: takes one mail
   * and drops the line before it says so.
   */
  mode: 'take' | 'hang' | 'refuse' | 'drop' = 'take';
  /** Fails once at a step: drops the line, or puts the client off (421). */
  failure: { readonly step: SmtpStep; readonly by: 'drop' | 'put-off' } | undefined;
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((socket) => this.converse(socket));

  static async open(port = 0): Promise<SmtpServer> {
    const made = new SmtpServer();
    made.server.listen(port, '127.0.0.1');
    await once(made.server, 'listening');
    return made;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private converse(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => undefined);
    const envelope = { from: '', to: [] as string[] };
    let [text, inData] = ['', false];
    if (this.failsAt('greeting', socket)) return;
    socket.write('220 test\r\n');
    socket.on('data', (chunk) => {
      text += chunk.toString('utf8');
      for (;;) {
        const end = inData ? '\r\n.\r\n' : '\r\n';
        const at = text.indexOf(end);
        if (at < 0) return;
        const said = text.slice(0, at);
        text = text.slice(at + end.length);
        if (inData) {
          this.received.push(receivedOf({ ...envelope, to: [...envelope.to] }, said));
          inData = false;
          if (this.failsAt('text', socket)) return;
          if (this.mode === 'drop') {
            this.mode = 'take';
            return void socket.destroy();
          }
          socket.write('250 taken\r\n');
          continue;
        }
        if (this.failsAt(said.slice(0, 4).toUpperCase() as SmtpStep, socket)) return;
        const answer = this.answer(said, envelope);
        inData = answer?.startsWith('354') ?? false;
        if (answer !== undefined) socket.write(`${answer}\r\n`);
      }
    });
  }

  private failsAt(step: SmtpStep, socket: Socket): boolean {
    const { failure } = this;
    if (failure?.step !== step) return false;
    this.failure = undefined;
    if (failure.by === 'drop') socket.destroy();
    else socket.end('421 come again\r\n');
    return true;
  }

  private answer(said: string, envelope: { from: string; to: string[] }): string | undefined {
    const command = said.slice(0, 4).toUpperCase();
    const address = /<(.*?)>/.exec(said)?.[1] ?? '';
    switch (command) {
      case 'MAIL':
        envelope.from = address;
        return this.mode === 'hang' ? undefined : '250 ok';
      case 'RCPT':
        envelope.to.push(address);
        return this.mode === 'refuse' ? `550 nobody is called <${address}>` : '250 ok';
      case 'DATA':
        return '354 go on';
      case 'QUIT':
        return '221 bye';
      default:
        return '250 ok';
    }
  }
}

function receivedOf(envelope: { readonly from: string; readonly to: readonly string[] }, source: string): ReceivedMail {
  const [head = ''] = source.split('\r\n\r\n');
  const lines = head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n');
  return {
    ...envelope,
    source,
    header: (name) =>
      lines
        .find((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))
        ?.slice(name.length + 1)
        .trim(),
  };
}
