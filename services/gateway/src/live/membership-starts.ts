import { LRUCache } from 'lru-cache';
import { MembershipGranted } from '#contracts/auth/membership-events';
import { eventDeclaration } from '#contracts/declare/event';
import { type EventLog, type Position, streamName } from '#libs/event-log';
import type { VerifiedToken } from '#libs/identity';

const REMEMBERED = 10_000;

/** The position at which a caller became a member of the organisation of their token. */
export class MembershipStarts {
  /** The event at a revision never changes. */
  private readonly known = new LRUCache<string, Position>({ max: REMEMBERED });
  private readonly category = eventDeclaration(MembershipGranted.type)?.category ?? '';

  constructor(private readonly log: Pick<EventLog, 'readStream'>) {}

  /** Undefined if the token does not name the revision, or the log has no event there. */
  async of({ organizationId, membershipSince }: VerifiedToken): Promise<Position | undefined> {
    if (organizationId === undefined || membershipSince === undefined) return undefined;
    const key = `${organizationId} ${membershipSince}`;
    const position = this.known.get(key) ?? (await this.read(organizationId, membershipSince));
    if (position !== undefined) this.known.set(key, position);
    return position;
  }

  /** The members of an organisation are one stream with its id. */
  private async read(organizationId: string, from: number): Promise<Position | undefined> {
    const stream = streamName(this.category, organizationId, organizationId);
    for await (const { position, revision } of this.log.readStream(stream, { from, limit: 1 })) {
      if (revision === from) return position;
    }
    return undefined;
  }
}
