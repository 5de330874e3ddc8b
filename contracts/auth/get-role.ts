import { Query } from '../declare/contract';
import { Choice, Id, Instant, List, Name } from '../declare/fields';
import { MAX_ROLE_PERMISSIONS } from './custom-role-events';
import { RoleName } from '../values/role-name';

export const ROLE_KINDS = ['built_in', 'custom'] as const;
export type RoleKind = (typeof ROLE_KINDS)[number];

/** A role that members of the organisation can hold. */
export class AssignableRole {
  @Id({ nullable: true, description: 'Null for a built-in role, which is known by its name' }) id!: string | null;
  @RoleName() name!: string;
  @Choice(ROLE_KINDS) kind!: RoleKind;
  @List(Name({ example: 'inventory.item.read' }), { max: MAX_ROLE_PERMISSIONS }) permissions!: readonly string[];
  @Instant({ nullable: true, description: 'Null for a built-in role' }) createdAt!: string | null;
  @Instant({ nullable: true, description: 'Null for a built-in role' }) updatedAt!: string | null;
}

@Query({
  subject: 'auth.get-role',
  permission: 'role.read',
  route: 'GET /roles/{roleId}',
  summary: 'Read a custom role',
  answers: AssignableRole,
  etag: true,
})
export class GetRole {
  @Id() roleId!: string;
}
