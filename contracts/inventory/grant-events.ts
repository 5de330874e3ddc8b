import { Event, type EventOptions } from '../declare/event';
import { Choice, Id, Instant, LocalDate, Text } from '../declare/fields';

/** The stages at which the end of a grant is announced before it comes. */
export const GRANT_STAGES = ['30_days', '7_days', '1_day'] as const;
export type GrantStage = (typeof GRANT_STAGES)[number];

/** The events of a grant: a person has a product. They are in the stream of the service. */
export class GrantFact {
  @Id() grantId!: string;
  @Id() productId!: string;
  @Id() serviceId!: string;
}

const declared = (action: string, summary: string): EventOptions<GrantFact> => ({
  category: 'inventory.service',
  version: 1,
  entity: { type: 'grant', id: 'grantId' },
  action,
  summary,
});

/** It takes a seat from `startsAt` up to `endsAt`: see ADR 64. */
@Event<ProductGranted>({ ...declared('grant.given', 'A product was granted'), implies: { status: 'active' } })
export class ProductGranted extends GrantFact {
  static readonly type = 'ProductGranted';
  @Id({ nullable: true, description: 'The holder; null: a user is' }) employeeId!: string | null;
  @Id({ nullable: true, description: 'The holder; null: an employee is' }) userId!: string | null;
  @LocalDate() startsOn!: string;
  @Instant({ description: 'The start of that day' }) startsAt!: string;
  @LocalDate({ nullable: true, description: 'Its last day' }) endsOn!: string | null;
  @Instant({ nullable: true, description: 'The end of that day, exclusive' }) endsAt!: string | null;
  @Id({ nullable: true, description: 'The department whose defaults gave it; null: by hand' })
  departmentId!: string | null;
  @Text({ max: 500, nullable: true, lines: true }) note!: string | null;
}

@Event<ProductGrantRevoked>({ ...declared('grant.revoked', 'A grant was revoked'), implies: { status: 'revoked' } })
export class ProductGrantRevoked extends GrantFact {
  static readonly type = 'ProductGrantRevoked';
  @Instant({ description: 'Its seat is free from then on' }) effectiveAt!: string;
  @Text({ max: 500, nullable: true, lines: true }) reason!: string | null;
}

/**
 * The holder leaves: its seat is free from `leavesAt` on, and somebody has still to revoke it. Null: the leave was taken
 * back.
 */
@Event<ProductGrantLeaveSet>(declared('grant.leave_set', 'The leave of the holder of a grant was applied'))
export class ProductGrantLeaveSet extends GrantFact {
  static readonly type = 'ProductGrantLeaveSet';
  @Instant({ nullable: true, description: 'The end of the last day of the holder, exclusive' })
  leavesAt!: string | null;
}

/** Once for each stage. */
@Event<ProductGrantEndAnnounced>({
  ...declared('grant.end_announced', 'The end of a grant was announced'),
  occurrence: true,
})
export class ProductGrantEndAnnounced extends GrantFact {
  static readonly type = 'ProductGrantEndAnnounced';
  @LocalDate() endsOn!: string;
  @Choice(GRANT_STAGES, { description: 'The most urgent one that has passed' }) stage!: GrantStage;
}

/** Recorded after its last day; the seat was free from `effectiveAt` on, recorded or not. */
@Event<ProductGrantExpired>({ ...declared('grant.expired', 'A grant expired'), implies: { status: 'expired' } })
export class ProductGrantExpired extends GrantFact {
  static readonly type = 'ProductGrantExpired';
  @Instant() effectiveAt!: string;
}
