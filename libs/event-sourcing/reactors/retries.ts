import { DomainError, type ErrorKind } from '#contracts/errors';
import { LogUnavailable, pauseFor } from '#libs/event-log';
import { isOutOfReach } from '#libs/observability';
import type { OnFault } from '../aggregates/snapshot-keeper';

/**
 * Kinds of refusal that say nothing about the command, only that something is unavailable: it is sent again until that
 * is back.
 */
const UNAVAILABLE: ReadonlySet<ErrorKind> = new Set<ErrorKind>(['unavailable', 'rate_limited', 'unauthenticated']);

/** How long an event is tried while something is unavailable, before other streams go on without it. */
const UNAVAILABLE_MS = 5 * 60_000;

/** How often an event is tried that fails by itself. */
export const TRIES = 5;

/** Pauses double from the first to the longest, in milliseconds. */
export interface Pauses {
  readonly first: number;
  readonly longest: number;
}

/** One way of trying something. */
export type Try = <Result>(what: string, attempt: () => Promise<Result>) => Promise<Result>;

/** The runner was stopped before it was done. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** One event cannot be answered, though everything is in reach. */
export class Poison extends Error {
  override readonly name = 'Poison';
}

/** Tries failed work again, for one reactor. */
export class Retries {
  private readonly troubles = new Set<unknown>();
  private readonly stopping = new AbortController();

  constructor(
    private readonly name: string,
    private readonly options: { readonly retryMs: Pauses; readonly unavailableMs?: number; readonly onFault: OnFault },
  ) {}

  /** The error that is being retried, if there is one. */
  get trouble(): unknown {
    return this.troubles.values().next().value;
  }

  get isStopped(): boolean {
    return this.stopping.signal.aborted;
  }

  /** Ends the retrying. Work under way ends by itself. */
  stop(): void {
    this.stopping.abort();
  }

  /**
   * Repeats while something is unavailable. Throws `Poison` when the event fails by itself, and when something has been
   * unavailable to it for so long that the event may be the cause, such as a command that always takes too long.
   */
  readonly tries: Try = (what, attempt) => {
    const { unavailableMs = UNAVAILABLE_MS } = this.options;
    const since = performance.now();
    let failures = 0;
    const isPoison = (error: unknown) =>
      isUnavailable(error) ? performance.now() - since > unavailableMs : ++failures >= TRIES;
    return this.untilDone(what, attempt, isPoison);
  };

  /** Repeats without a limit. */
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
        // Only the pause is cut short: an aborted delay rejects, and the loop checks for the stop.
        await pauseFor(pause, this.stopping.signal);
        this.troubles.delete(error);
      }
    }
  }
}

/** Whether the failure says nothing about the event. */
function isUnavailable(error: unknown): boolean {
  return error instanceof DomainError
    ? UNAVAILABLE.has(error.kind)
    : error instanceof LogUnavailable || isOutOfReach(error);
}

/**
 * Whether a refusal is no outcome of the command: something is unavailable, or broken, or does not let the service send
 * it (a broker or a service of the release before).
 */
export function isInconclusive({ kind, code }: DomainError): boolean {
  return kind === 'internal' || code === 'FORBIDDEN' || UNAVAILABLE.has(kind);
}
