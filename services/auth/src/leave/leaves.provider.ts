import type { Pool } from 'pg';
import { accessGaps, gapAt, type AccessGap } from '#contracts/tenancy/access-gaps';
import { employmentFacts } from '#contracts/tenancy/employment-facts';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { newIdOf, type Commands } from '#libs/event-sourcing';
import { membershipsInGap, publishGaps, type CommandContext, type GapsOf } from '#libs/identity';
import type { AccessPublication } from '../access/access-publication.provider';
import { members } from '../members/members';
import { endMembership, type EndMembership } from './end-membership';

/** The gaps of an employment, and the revisions that they were read at. */
interface Read {
  readonly gaps: readonly AccessGap[];
  readonly employeeVersion: number;
  readonly organizationVersion: number;
}

/** Ends the access of users whose employment ends: publishes the time before it comes, and records it after. */
export class Leaves {
  constructor(
    private readonly commands: Commands,
    private readonly database: Pool,
    private readonly access: Pick<AccessPublication, 'membership'>,
    private readonly now: () => number = Date.now,
  ) {}

  /** The memberships, of these, whose last day is over, recorded or not. */
  over(membershipIds: readonly string[]): Promise<ReadonlySet<string>> {
    return membershipsInGap(this.database, membershipIds, new Date(this.now()).toISOString());
  }

  /** Publishes when access ends, by the log, and records an end that has come; of `userId`, or of the linked user. */
  async apply(employeeId: string, userId: string | null, context: CommandContext): Promise<void> {
    const { tenantId: organizationId, now } = context;
    const { state, revision } = await this.commands.state(employmentFacts, organizationId, employeeId);
    const membershipId = userId ?? state.userId;
    if (membershipId === null || revision === 'none') return;
    const of = { organizationId, membershipId, employeeId };
    const read = await this.read(of);
    const present = gapAt(read.gaps, now);
    await this.publish(of, read, present?.from ?? nextEnd(read.gaps, now));
    if (present) await this.end(of, present, context);
  }

  /** Records an end that was published, also when a later employment has begun since. */
  async settle(due: GapsOf & { readonly nextEnd: string }, context: CommandContext): Promise<void> {
    const read = await this.read(due);
    const { now } = context;
    const past = read.gaps.findLast(({ from }) => from >= due.nextEnd && from <= now);
    if (past) await this.end(due, past, context);
    else await this.publish(due, read, nextEnd(read.gaps, now));
  }

  /**
   * Without gaps once the employee is linked to somebody else. The end by a revocation that has been recorded holds by
   * itself, and a person may take it back.
   */
  private async read({ organizationId, membershipId, employeeId }: GapsOf): Promise<Read> {
    const [employee, organization, { state: users }] = await Promise.all([
      this.commands.state(employmentFacts, organizationId, employeeId),
      this.commands.state(organizationFacts, organizationId, organizationId),
      this.commands.state(members, organizationId, organizationId),
    ]);
    const { spells, userId, accessRevokedAt: revokedAt } = employee.state;
    const isLinked = userId === membershipId;
    const isRecorded = revokedAt !== null && (users.get(membershipId)?.revokedAt ?? '') >= revokedAt;
    return {
      gaps: isLinked
        ? accessGaps({ spells, accessRevokedAt: isRecorded ? null : revokedAt }, organization.state.timeZone)
        : [],
      employeeVersion: Number(employee.revision),
      organizationVersion: organization.revision === 'none' ? 0 : organization.revision,
    };
  }

  private publish(of: GapsOf, read: Read, next: string | null): Promise<void> {
    return publishGaps(this.database, { ...of, ...read, nextEnd: next });
  }

  /** The event first, then sessions and keys, then that it is recorded: what was cut off is done again. */
  private async end(of: GapsOf, gap: AccessGap, context: CommandContext): Promise<void> {
    const { organizationId: tenantId, membershipId: userId, employeeId } = of;
    const { from: endedAt, reason } = gap;
    const command: EndMembership = { userId, employeeId, endedAt, reason };
    await this.commands.handle({
      aggregate: members,
      id: tenantId,
      command,
      context: { ...context, tenantId, commandId: newIdOf(context.commandId, `leave/${userId}`) },
      decide: endMembership,
      answer: () => undefined,
    });
    await this.access.membership(tenantId, userId);
    // A revocation that is recorded is no gap any more.
    const after = await this.read(of);
    await this.publish(of, after, nextEnd(after.gaps, context.now));
  }
}

function nextEnd(gaps: readonly AccessGap[], now: string): string | null {
  return gaps.find(({ from }) => from > now)?.from ?? null;
}
