import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import type { LogFault } from '../log-fault';
import { type Position, START } from '../position';
import { asError } from './faults';
import { LogConnection } from './log-connection';
import type { MeasuredConfig } from './measured-client';

const CHANNEL = 'event_log';
const RECONNECT_MS = 250;

interface Waiter {
  readonly after: Position;
  readonly wake: () => void;
}

/** The state of the signal when it was taken. `generation` rises whenever a connection to the log fails. */
export interface SignalMark {
  readonly announcements: number;
  readonly wakeUps: number;
  readonly generation: number;
}

export interface LogSignalOptions {
  readonly connection: MeasuredConfig;
  /** How often a waiting reader is woken without a notification. */
  readonly pollMs: number;
  /** At most one notification is sent in this time. */
  readonly coalesceMs: number;
  readonly onFault: (fault: LogFault) => void;
}

/**
 * Wakes readers that wait for the log to grow: by notifications of other processes, by this process's own appends, and
 * after a while in any case. Only the table says what is there; a lost signal costs `pollMs`. One connection per
 * process listens and notifies, whatever the number of subscribers.
 */
export class LogSignal {
  private readonly waiters = new Set<Waiter>();
  private readonly connection: LogConnection;
  private latest: Position = START;
  private unsent = false;
  private notifying: Promise<void> | undefined;
  private pause: NodeJS.Timeout | undefined;
  private poll: NodeJS.Timeout | undefined;
  private listening: Promise<void> | undefined;
  private closed = false;
  private generation = 0;
  private announcements = 0;
  private wakeUps = 0;

  constructor(private readonly options: LogSignalOptions) {
    this.connection = new LogConnection(options.connection, {
      onOpen: (client) => this.hear(client),
      onLost: (error) => {
        options.onFault({ operation: 'listen', attempt: 1, error });
        this.listening = this.listen({ lost: true });
      },
    });
  }

  /** Taken before a look at the log: `advanced` does not wait if something has happened since. */
  mark(): SignalMark {
    return { announcements: this.announcements, wakeUps: this.wakeUps, generation: this.generation };
  }

  /** A connection to the log has failed: readers that had caught up look again, and report again. */
  suspect(): void {
    this.generation++;
    this.wakeAll();
  }

  /** After a commit: wakes the readers here, and soon notifies the other processes. */
  announce(position: Position): void {
    this.hearOf(position);
    this.unsent = true;
    if (this.pause === undefined) this.send();
  }

  /**
   * Resolves when something after `after` was announced, or everybody was told to look, since the mark was taken; at
   * the latest after the polling time, or when aborted.
   */
  advanced(after: Position, mark: SignalMark, aborted: AbortSignal): Promise<void> {
    const isAnnounced = this.announcements > mark.announcements && this.latest > after;
    const isOver = aborted.aborted || this.closed;
    if (isAnnounced || isOver || this.wakeUps > mark.wakeUps) return Promise.resolve();
    this.listening ??= this.listen({ lost: false });
    this.poll ??= setTimeout(() => this.wakeAll(), this.options.pollMs);
    return new Promise((resolve) => {
      const wake = () => {
        this.waiters.delete(waiter);
        aborted.removeEventListener('abort', wake);
        resolve();
      };
      const waiter: Waiter = { after, wake };
      this.waiters.add(waiter);
      aborted.addEventListener('abort', wake);
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    this.wakeAll();
    clearTimeout(this.pause);
    await this.notifying;
    if (this.unsent) await this.notify();
    await this.connection.close();
    await this.listening;
  }

  private send(): void {
    this.pause = setTimeout(() => {
      this.pause = undefined;
      if (this.unsent && !this.closed) this.send();
    }, this.options.coalesceMs);
    this.wakeBehind();
    this.notifying ??= this.notify().finally(() => (this.notifying = undefined));
  }

  private async notify(): Promise<void> {
    this.unsent = false;
    try {
      const values = [CHANNEL, this.latest];
      await this.connection.query({ name: 'event_log.notify', text: 'SELECT pg_notify($1, $2)', values });
    } catch (error) {
      // Other processes find the events by polling.
      this.options.onFault({ operation: 'notify', attempt: 1, error: asError(error) });
    }
  }

  private async listen({ lost }: { readonly lost: boolean }): Promise<void> {
    for (let attempt = 1; !this.closed; attempt++) {
      try {
        await this.connection.open();
        // Notifications from before this connection listened were missed.
        if (lost) this.suspect();
        else this.wakeAll();
        return;
      } catch (error) {
        if (this.closed) return;
        this.options.onFault({ operation: 'listen', attempt, error: asError(error) });
        await delay(RECONNECT_MS);
      }
    }
  }

  private async hear(client: Client): Promise<void> {
    client.on('notification', ({ payload }) => {
      if (payload === undefined || payload <= this.latest) return;
      this.hearOf(payload as Position);
      this.wakeBehind();
    });
    await client.query(`LISTEN ${CHANNEL}`);
  }

  private hearOf(position: Position): void {
    this.announcements++;
    if (position > this.latest) this.latest = position;
  }

  private wakeBehind(): void {
    for (const waiter of this.waiters) if (waiter.after < this.latest) waiter.wake();
  }

  private wakeAll(): void {
    this.wakeUps++;
    clearTimeout(this.poll);
    this.poll = undefined;
    for (const waiter of this.waiters) waiter.wake();
  }
}
