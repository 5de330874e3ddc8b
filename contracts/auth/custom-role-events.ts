import { Event, type EventOptions } from '../declare/event';
import { Id, List, Name } from '../declare/fields';
import { RoleName } from '../values/role-name';

/** The most permissions of one role. */
export const MAX_ROLE_PERMISSIONS = 500;

/**
 * The events of the roles that an organisation makes for itself. They are in the stream of its members, since nobody
 * may give, change or delete a role without regard to its holders. Members hold a role by its name: a change of the name
 * is followed, in the same append, by `MembershipRolesSet` for each holder.
 */
export class CustomRoleFact {
  @Id() roleId!: string;
  @Id() organizationId!: string;
  @RoleName() name!: string;
}

const declared = (action: string, summary: string): EventOptions<CustomRoleFact> => ({
  category: 'auth.members',
  version: 1,
  entity: { type: 'role', id: 'roleId', label: 'name' },
  action,
  summary,
});

@Event<CustomRoleCreated>({ ...declared('role.created', 'A role was created'), implies: { status: 'active' } })
export class CustomRoleCreated extends CustomRoleFact {
  static readonly type = 'CustomRoleCreated';
  @List(Name(), { max: MAX_ROLE_PERMISSIONS }) permissions!: readonly string[];
}

/** Name and permissions as they are from now on. */
@Event<CustomRoleChanged>(declared('role.changed', 'Name or permissions of a role changed'))
export class CustomRoleChanged extends CustomRoleFact {
  static readonly type = 'CustomRoleChanged';
  @List(Name(), { max: MAX_ROLE_PERMISSIONS }) permissions!: readonly string[];
}

@Event<CustomRoleDeleted>({ ...declared('role.deleted', 'A role was deleted'), implies: { status: 'deleted' } })
export class CustomRoleDeleted extends CustomRoleFact {
  static readonly type = 'CustomRoleDeleted';
}
