import { createClient } from '@redis/client';

/** The longest wait for an answer: a client is waiting, and the gateway can go on without it. */
const ANSWER_WITHIN_MS = 250;

/** The pause after a time-out, so that not every request waits in vain. */
const LEFT_ALONE_MS = 1_000;

const CONNECT_WITHIN_MS = 2_000;
const LONGEST_PAUSE_MS = 2_000;

export interface SharedStateOptions {
  readonly url: string;
  /** Called when Redis goes away, and when it is back. */
  readonly onChange: (isThere: boolean, error?: unknown) => void;
}

/**
 * The state that several gateways share in Redis. All of it can be lost: while Redis is away each gateway goes on with
 * its own state, and every answer here is undefined.
 */
export class SharedState {
  private readonly client: ReturnType<typeof createClient>;
  private isThere = false;
  private aloneUntil = 0;

  constructor(private readonly options: SharedStateOptions) {
    this.client = createClient({
      url: options.url,
      // A command that cannot be sent now is of no use later.
      disableOfflineQueue: true,
      socket: {
        connectTimeout: CONNECT_WITHIN_MS,
        reconnectStrategy: (attempt) => Math.min(50 * 2 ** attempt, LONGEST_PAUSE_MS),
      },
    });
    this.client.on('error', (error: unknown) => this.note(false, error));
    this.client.on('ready', () => {
      this.aloneUntil = 0;
      this.note(true);
    });
  }

  /** Begins to connect, and keeps trying in the background. */
  open(): void {
    this.client.connect().catch((error: unknown) => this.note(false, error));
  }

  close(): void {
    if (this.client.isOpen) this.client.destroy();
  }

  get(key: string): Promise<string | undefined> {
    return this.ask(async () => (await this.client.get(key)) ?? undefined);
  }

  /** Runs a script on one key; Redis runs it alone. */
  run(script: string, key: string, values: readonly string[]): Promise<unknown> {
    return this.ask(() => this.client.eval(script, { keys: [key], arguments: [...values] }));
  }

  private async ask<Answer>(send: () => Promise<Answer>): Promise<Answer | undefined> {
    if (!this.client.isReady || performance.now() < this.aloneUntil) return undefined;
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('Redis did not answer in time')), ANSWER_WITHIN_MS);
    });
    try {
      const answer = await Promise.race([send(), silence]);
      this.note(true);
      return answer;
    } catch (error) {
      this.aloneUntil = performance.now() + LEFT_ALONE_MS;
      this.note(false, error);
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  private note(isThere: boolean, error?: unknown): void {
    if (isThere === this.isThere) return;
    this.isThere = isThere;
    this.options.onChange(isThere, error);
  }
}
