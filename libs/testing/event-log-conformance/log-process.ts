import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { AppendResult, NewEvent, Revision, StreamName } from '../../event-log';
import { SOURCES } from '../sources';
import type { Acknowledged } from './contention';
import type { StoreAddress } from './store-address';

/** A task of a child process on its own instance of the log; its answer comes with the same number. */
export type LogTask =
  | { readonly kind: 'open'; readonly address: StoreAddress }
  | {
      readonly kind: 'append';
      readonly stream: StreamName;
      readonly events: readonly NewEvent[];
      readonly expected: Revision;
    }
  | { readonly kind: 'contend'; readonly stream: StreamName; readonly events: readonly NewEvent[] }
  | { readonly kind: 'take'; readonly stream: StreamName; readonly events: readonly NewEvent[]; readonly most: number }
  /** Subscribes at the head, waits until it has caught up, and stays subscribed. */
  | { readonly kind: 'follow' }
  | { readonly kind: 'close' };

export interface Request {
  readonly number: number;
  readonly task: LogTask;
}

export interface TaskReply {
  readonly number: number;
  readonly answer?: unknown;
  readonly fault?: string;
}

/** Another process that has the log open. */
export class LogProcess {
  private readonly pending = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>();
  private readonly exited: Promise<number | null>;
  private requests = 0;

  private constructor(private readonly child: ChildProcess) {
    this.exited = once(child, 'exit').then(([code]: (number | null)[]) => {
      for (const { reject } of this.pending.values()) reject(new Error(`the process ended (${code})`));
      return code ?? null;
    });
    child.on('message', (reply: TaskReply) => this.receive(reply));
  }

  static async start(address: StoreAddress): Promise<LogProcess> {
    const script = join(__dirname, 'log-process-main.ts');
    const started = new LogProcess(
      fork(script, { execArgv: [...SOURCES], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }),
    );
    await started.ask({ kind: 'open', address });
    return started;
  }

  append(stream: StreamName, events: readonly NewEvent[], expected: Revision): Promise<AppendResult> {
    return this.ask({ kind: 'append', stream, events, expected });
  }

  contend(stream: StreamName, events: readonly NewEvent[]): Promise<Acknowledged[]> {
    return this.ask({ kind: 'contend', stream, events });
  }

  take(stream: StreamName, events: readonly NewEvent[], most: number): Promise<string[]> {
    return this.ask({ kind: 'take', stream, events, most });
  }

  follow(): Promise<void> {
    return this.ask({ kind: 'follow' });
  }

  /** Closes the log and nothing else; resolves with the exit code once the process has ended by itself. */
  async close(): Promise<number | null> {
    await this.ask({ kind: 'close' });
    return this.exited;
  }

  /** Ends it as `kill -9` does, whatever it is doing. Its outstanding requests reject. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }

  private ask<T>(task: LogTask): Promise<T> {
    const number = ++this.requests;
    return new Promise<T>((resolve, reject) => {
      this.pending.set(number, { resolve: resolve as (answer: unknown) => void, reject });
      this.child.send({ number, task } satisfies Request);
    });
  }

  private receive({ number, answer, fault }: TaskReply): void {
    const asked = this.pending.get(number);
    this.pending.delete(number);
    if (fault === undefined) asked?.resolve(answer);
    else asked?.reject(new Error(fault));
  }
}
