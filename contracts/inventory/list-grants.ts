import { Query } from '../declare/contract';
import { Choice, Id, Instant, LocalDate, Text } from '../declare/fields';
import { ListRequest } from '../declare/list-request';

/**
 * `scheduled`: its first day lies ahead. `expired`: its last day, or that of its holder, is over. `revoked`: somebody
 * ended it.
 */
export const GRANT_STATUSES = ['scheduled', 'active', 'expired', 'revoked'] as const;
export type GrantStatus = (typeof GRANT_STATUSES)[number];

/** `department`: by the defaults of a department. */
export const GRANT_ORIGINS = ['by_hand', 'department'] as const;
export type GrantOrigin = (typeof GRANT_ORIGINS)[number];

export class Grant {
  @Id() id!: string;
  @Id() productId!: string;
  @Text({ max: 200, nullable: true, example: 'Mail' }) productName!: string | null;
  @Id() serviceId!: string;
  @Text({ max: 200, nullable: true, example: 'Contoso Office' }) serviceName!: string | null;
  @Id({ nullable: true }) employeeId!: string | null;
  @Id({ nullable: true }) userId!: string | null;
  @LocalDate() startsOn!: string;
  @LocalDate({ nullable: true, description: 'Its last day' }) endsOn!: string | null;
  @Instant({ nullable: true, description: 'The holder leaves: its seat is free from then on' })
  leavesAt!: string | null;
  @Choice(GRANT_STATUSES) status!: GrantStatus;
  @Choice(GRANT_ORIGINS) origin!: GrantOrigin;
  @Id({ nullable: true, description: 'Whose defaults gave it' }) departmentId!: string | null;
  @Text({ max: 500, nullable: true, lines: true, example: 'Ticket 4711' }) note!: string | null;
  @Instant({ nullable: true }) revokedAt!: string | null;
  @Text({ max: 500, nullable: true, lines: true, example: 'Left the project' }) revokedReason!: string | null;
  @Instant() createdAt!: string;
}

/** As of a moment: those that were in force then, by what is known today. */
@Query({
  subject: 'inventory.list-grants',
  permission: 'catalogue.grant.read',
  route: 'GET /grants',
  summary: 'List grants',
  answers: Grant,
  list: { sort: ['createdAt', 'startsOn'], order: '-createdAt' },
  asOf: 'effective',
  scope: { by: ['service', 'product'], of: 'scopeIds' },
})
export class ListGrants extends ListRequest {
  @Id({ optional: true }) serviceId?: string;
  @Id({ optional: true }) productId?: string;
  @Id({ optional: true }) employeeId?: string;
  @Id({ optional: true }) userId?: string;
  @Choice(GRANT_STATUSES, { optional: true }) status?: GrantStatus;
}
