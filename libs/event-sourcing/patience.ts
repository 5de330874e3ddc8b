import { setTimeout as delay } from 'node:timers/promises';
import { DomainError, type ErrorKind } from '#contracts/errors';
import { LogUnavailable } from '#libs/event-log';
import { isOutOfReach } from '#libs/observability';
import type { OnFault } from './snapshot-keeper';

/** Kinds of refusal that say nothing about the command, but that something is away: it is sent until it is back. */
const AWAY: ReadonlySet<ErrorKind> = new Set<ErrorKind>(['unavailable', 'rate_limited', 'unauthenticated']);

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
    private readonly options: { readonly retryMs: Pauses; readonly onFault: OnFault },
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

  /** Until it is done, while what it needs is away; but what fails by itself ends as `Poison`. */
  readonly tries: Try = (what, attempt) => {
    let failures = 0;
    return this.untilDone(what, attempt, (error) => !isAway(error) && ++failures >= TRIES);
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

/** Whether a refusal is no outcome of the command: something is away, or broken. */
export function saysNothing({ kind }: DomainError): boolean {
  return kind === 'internal' || AWAY.has(kind);
}
