import { setTimeout as delay } from 'node:timers/promises';
import {
  MembershipErased,
  MembershipGranted,
  MembershipLinked,
  MembershipRemoved,
} from '#contracts/auth/membership-events';
import type { EventLog, Position, RecordedEvent } from '#libs/event-log';
import type { LogFeed, LogRegistration } from '#libs/event-sourcing';

const POLL_MS = 2;
/** A link that takes longer waits for a person; no sign-in waits with it. */
const OVERDUE_MS = 5_000;

interface OpenGrant {
  readonly position: Position;
  /** Monotonic milliseconds. */
  readonly seenAt: number;
}

/**
 * Follows which granted memberships have yet to be linked to an account. Grants from before this process began are
 * not waited for.
 */
export class LinkProgress {
  private readonly open = new Map<string, OpenGrant>();
  private following: Promise<LogRegistration> | undefined;

  constructor(
    private readonly feed: LogFeed,
    private readonly log: Pick<EventLog, 'head'>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Begins to follow; a fault is met again by the first sign-in that waits. */
  begin(): void {
    this.follow().catch(() => undefined);
  }

  /**
   * Waits until every membership that is granted by now is linked, whoever signs in: an address that nobody has waits
   * like any other. False when the time is up first.
   */
  async upToDate(timeoutMs: number): Promise<boolean> {
    const until = this.now() + timeoutMs;
    const [registration, head] = await Promise.all([this.follow(), this.log.head()]);
    while (registration.position < head || this.hasOpen(head)) {
      if (this.now() > until) return false;
      await delay(POLL_MS);
    }
    return true;
  }

  private hasOpen(head: Position): boolean {
    const now = this.now();
    for (const { position, seenAt } of this.open.values()) {
      if (position <= head && now - seenAt < OVERDUE_MS) return true;
    }
    return false;
  }

  private follow(): Promise<LogRegistration> {
    this.following ??= this.register().catch((error: unknown) => {
      // The next sign-in tries again.
      this.following = undefined;
      throw error;
    });
    return this.following;
  }

  private async register(): Promise<LogRegistration> {
    const registration = this.feed.register({
      name: 'links of memberships',
      after: await this.log.head(),
      types: new Set(
        [MembershipErased, MembershipGranted, MembershipLinked, MembershipRemoved].map((each) => each.type),
      ),
      handle: (batch) => {
        for (const event of batch) this.take(event);
        return Promise.resolve();
      },
    });
    const over = () => (this.following = undefined);
    registration.done.then(over, over);
    return registration;
  }

  private take({ type, data, position }: RecordedEvent): void {
    const { membershipId } = JSON.parse(data) as { readonly membershipId: string };
    if (type === MembershipGranted.type) this.open.set(membershipId, { position, seenAt: this.now() });
    else this.open.delete(membershipId);
  }
}
