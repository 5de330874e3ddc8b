import { Query } from '../declare/contract';
import { Choice, Email, Id, Instant, List, Text } from '../declare/fields';
import { MAX_ASSIGNED } from './membership-events';
import { RoleName } from '../values/role-name';

export const MEMBERSHIP_STATUSES = ['active', 'pending', 'inactive'] as const;
export type MembershipStatus = (typeof MEMBERSHIP_STATUSES)[number];

/** A member of the organisation. */
export class User {
  @Id() id!: string;
  @Email({ nullable: true, description: 'Null once the person has been erased' }) email!: string | null;
  @Text({ max: 200, nullable: true, example: 'Ada Lovelace', description: 'Null once the person has been erased' })
  name!: string | null;
  @List(RoleName(), { max: 100 }) roles!: readonly string[];
  @List(Id(), { max: MAX_ASSIGNED, description: 'Assigned services' }) services!: readonly string[];
  @List(Id(), { max: MAX_ASSIGNED, description: 'Assigned products' }) products!: readonly string[];
  @Choice(MEMBERSHIP_STATUSES) status!: MembershipStatus;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

@Query({
  subject: 'auth.get-user',
  permission: 'user.read',
  route: 'GET /users/{userId}',
  summary: 'Read a user',
  answers: User,
  etag: true,
  discloses: 'personal',
})
export class GetUser {
  @Id() userId!: string;
}
