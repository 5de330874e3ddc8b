import { Event, type EventOptions, type JsonObject } from '../declare/event';
import { Choice, Email, Id, List, Text } from '../declare/fields';
import { ORGANIZATION_ROLES, type OrganizationRole } from '../roles';

/** The events of a membership: an account in an organisation, which is its tenant. */
export class MembershipFact {
  @Id() accountId!: string;
  @Id() organizationId!: string;
}

const declared = (action: string, summary: string): EventOptions<MembershipFact> => ({
  category: 'auth.members',
  version: 1,
  entity: { type: 'user', id: 'accountId' },
  action,
  summary,
});

/** Version 1 did not hold the name that the administrator typed. */
function withoutName(data: JsonObject): JsonObject {
  return { ...data, email: null, name: null };
}

@Event<MembershipGranted>({
  ...declared('user.created', 'A user became a member'),
  version: 2,
  upcast: { 1: withoutName },
  personal: { subject: 'accountId', fields: ['email', 'name'] },
})
export class MembershipGranted extends MembershipFact {
  static readonly type = 'MembershipGranted';
  @List(Choice(ORGANIZATION_ROLES), { max: 20 }) roles!: readonly OrganizationRole[];
  @Choice(['active', 'pending'], { description: 'Pending: an invitation that the person has yet to accept' })
  status!: 'active' | 'pending';
  @Id({
    nullable: true,
    technical: true,
    description:
      'The requested account id, when the address had an account with another one: name and address in the requesting event are encrypted under it, so that erasing the account destroys that key too',
  })
  requestedAs!: string | null;
  @Email({
    nullable: true,
    description: 'As the administrator typed it; until the invitation is accepted the organisation sees nothing else',
  })
  email!: string | null;
  @Text({ max: 200, nullable: true, description: 'As the administrator typed it' }) name!: string | null;
}

@Event<MembershipRolesSet>({
  ...declared('user.roles_set', 'The roles of a user were set'),
  narrowsAccess: 'membership',
})
export class MembershipRolesSet extends MembershipFact {
  static readonly type = 'MembershipRolesSet';
  @List(Choice(ORGANIZATION_ROLES), { max: 20 }) roles!: readonly OrganizationRole[];
}

@Event<MembershipDeactivated>({
  ...declared('user.deactivated', 'A user was deactivated'),
  narrowsAccess: 'membership',
  implies: { status: 'deactivated' },
})
export class MembershipDeactivated extends MembershipFact {
  static readonly type = 'MembershipDeactivated';
}

/** A membership that was pending before the deactivation is pending again: no administrator accepts for the person. */
@Event<MembershipReactivated>({ ...declared('user.reactivated', 'A user was reactivated'), restores: ['status'] })
export class MembershipReactivated extends MembershipFact {
  static readonly type = 'MembershipReactivated';
}
