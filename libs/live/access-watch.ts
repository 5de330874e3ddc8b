import { pauseFor } from '#libs/event-log';
import { DomainError } from '#contracts/errors';
import type { AccessVersions, RolesInForce, VerifiedToken } from '#libs/identity';

/** An open resource that ends with the caller's access. */
export interface Watched {
  readonly caller: VerifiedToken;
  /** Access stands, as of a moment of the monotonic clock, with the caller's present permissions. */
  stands(caller: VerifiedToken, asOf: number): void;
  /** Access has ended. */
  end(): void;
}

export interface AccessWatchOptions {
  readonly access: Pick<AccessVersions, 'check'>;
  readonly roles: Pick<RolesInForce, 'resolve'>;
  readonly everyMs: number;
  readonly onFault: (error: unknown) => void;
}

/** Checks repeatedly whether callers' access stands: all in one query, and none while nothing is open. */
export class AccessWatch {
  private readonly watched = new Set<Watched>();
  private readonly closing = new AbortController();
  private looking: Promise<void> | undefined;

  constructor(private readonly options: AccessWatchOptions) {}

  add(watched: Watched): void {
    this.watched.add(watched);
    this.looking ??= this.lookOn();
  }

  remove(watched: Watched): void {
    this.watched.delete(watched);
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.looking;
  }

  private async lookOn(): Promise<void> {
    const { signal } = this.closing;
    while (this.watched.size > 0 && !signal.aborted) {
      const asOf = performance.now();
      // Lookups of one turn of the event loop share a query.
      await Promise.all([...this.watched].map((each) => this.look(each, asOf)));
      await pauseFor(this.options.everyMs, signal);
    }
    // In the same turn, so that the next stream is watched.
    this.looking = undefined;
  }

  private async look(watched: Watched, asOf: number): Promise<void> {
    const { access, roles, onFault } = this.options;
    try {
      const version = await access.check(watched.caller);
      if (version.needsSecondFactor) return watched.end();
      watched.stands(await roles.resolve(watched.caller, version), asOf);
    } catch (error) {
      // Unknown: the stream sends nothing until the next answer.
      if (error instanceof DomainError && error.kind !== 'unavailable') watched.end();
      else onFault(error);
    }
  }
}
