import { Query } from '../declare/contract';
import { List, Name, Nested, Text } from '../declare/fields';
import { Dictionary } from '../declare/open-fields';

export class PermissionDescription {
  @Name({ example: 'inventory.item.manage' }) name!: string;
  @Text({ max: 200 }) description!: string;
  @List(Text({ max: 200 }), { max: 100, example: ['POST /api/v1/items'] }) routes!: readonly string[];
}

/** The permissions of each role, those of the caller's organisation included, and the routes of each permission. */
export class PermissionMatrix {
  @Dictionary(List(Name({ example: 'inventory.item.manage' }), { max: 500 }), {
    max: 200,
    description: 'Role → its permissions',
    example: { manager: ['inventory.item.manage'] },
  })
  roles!: Readonly<Record<string, readonly string[]>>;
  @List(Nested(() => PermissionDescription), { max: 500 }) permissions!: readonly PermissionDescription[];
}

@Query({
  subject: 'auth.get-permissions',
  permission: 'self',
  route: 'GET /permissions',
  summary: 'Read the permission matrix',
  answers: PermissionMatrix,
  platform: true,
  byApiKey: true,
})
export class GetPermissions {}
