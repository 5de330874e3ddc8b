import { setTimeout as delay } from 'node:timers/promises';
import { DomainError, type ErrorKind } from '#contracts/errors';
import { LogUnavailable } from '#libs/event-log';
import { isOutOfReach } from '#libs/observability';
import type { OnFault } from '../aggregates/snapshot-keeper';

/** Kinds of refusal that say nothing about the command, but that something is away: it is sent until it is back. */
const AWAY: ReadonlySet<ErrorKind> = new Set<ErrorKind>(['unavailable', 'rate_limited', 'unauthenticated']);

/** How long an event is tried while something is away, before those of other streams go on without it. */
const AWAY_MS = 5 * 60_000;

/** How often what fails by itself is tried. */
export const TRIES = 5;

/** Pauses double from the first to the longest, in milliseconds. */
export interface Pauses {
  readonly first: number;
  readonly longest: number;
}

/** One way of trying something. */
export type Try = <Result>(what: string, attempt: () => Promise<Result>) => Promise<Result>;

/** It was told to stop before it was done. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** One event cannot be answered, whatever is in reach. */
export class Poison extends Error {
  override readonly name = 'Poison';
}

/** Tries again what failed, for one reactor. */
export class Patience {
  private readonly troubles = new Set<unknown>();
  private readonly stopping = new AbortController();

  constructor(
    private readonly name: string,
    private readonly options: { readonly retryMs: Pauses; readonly awayMs?: number; readonly onFault: OnFault },
  ) {}

  /** What is being tried again, if something is. */
  get trouble(): unknown {
    return this.troubles.values().next().value;
  }

  get isStopped(): boolean {
    return this.stopping.signal.aborted;
  }

  /** Gives up what is being tried again. What is under way ends by itself. */
  stop(): void {
    this.stopping.abort();
  }

  /**
   * Until it is done, while what it needs is away; but what fails by itself ends as `Poison`, and so does what finds
   * something away for so long that the event may well be the cause: a command that always takes too long is one.
   */
  readonly tries: Try = (what, attempt) => {
    const { awayMs = AWAY_MS } = this.options;
    const since = performance.now();
    let failures = 0;
    const isPoison = (error: unknown) => (isAway(error) ? performance.now() - since > awayMs : ++failures >= TRIES);
    return this.untilDone(what, attempt, isPoison);
  };

  /** However often it fails. */
  async untilDone<Result>(
    what: string,
    attempt: () => Promise<Result>,
    isPoison: (error: unknown) => boolean = () => false,
  ): Promise<Result> {
    const { retryMs, onFault } = this.options;
    for (let pause = retryMs.first; ; pause = Math.min(pause * 2, retryMs.longest)) {
      if (this.stopping.signal.aborted) throw new Stopped(`${this.name} was stopped`);
      try {
        return await attempt();
      } catch (error) {
        if (isPoison(error)) throw new Poison(what, { cause: error });
        onFault(`${this.name}: ${what} failed and is tried again`, error);
        this.troubles.add(error);
        // Only the waiting is cut short: an aborted delay rejects, and the loop finds out why.
        await delay(pause, undefined, { signal: this.stopping.signal }).catch(() => undefined);
        this.troubles.delete(error);
      }
    }
  }
}

/** Whether the failure says nothing about the event. */
function isAway(error: unknown): boolean {
  return error instanceof DomainError ? AWAY.has(error.kind) : error instanceof LogUnavailable || isOutOfReach(error);
}

/**
 * Whether a refusal is no outcome of the command: something is away, or broken, or does not let the service send it (a
 * broker or a service of the release before).
 */
export function saysNothing({ kind, code }: DomainError): boolean {
  return kind === 'internal' || code === 'FORBIDDEN' || AWAY.has(kind);
}
