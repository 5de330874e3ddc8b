import { Created } from '../created';
import { Command } from '../declare/contract';
import { Instant, List, Secret, Text } from '../declare/fields';
import { RolePermission } from './create-role';
import { MAX_ROLE_PERMISSIONS } from './custom-role-events';

export const KEY_DEFAULT_DAYS = 90;
export const KEY_MAX_DAYS = 365;

export class NewApiKey {
  @Text({ max: 100, example: 'Stock sync', description: 'To tell it from your other keys' }) name!: string;
  @List(RolePermission(), {
    min: 1,
    max: MAX_ROLE_PERMISSIONS,
    unique: true,
    example: ['inventory.item.read'],
    description: 'The most that the key may do. It may do only what its owner may do at the time',
  })
  scopes!: readonly string[];
  @Instant({
    optional: true,
    description: `At most ${KEY_MAX_DAYS} days from now; default: in ${KEY_DEFAULT_DAYS} days`,
  })
  expiresAt?: string;
}

export class CreatedApiKey extends Created {
  @Secret({
    max: 100,
    optional: true,
    description: 'For `Authorization: Bearer`. Shown once: absent in the answer to a repetition',
  })
  key?: string;
  @Instant() expiresAt!: string;
}

@Command({
  subject: 'auth.create-api-key',
  permission: 'self',
  route: 'POST /api-keys',
  status: 201,
  summary: 'Create an API key of your own in this organisation, from permissions that you hold there',
  answers: CreatedApiKey,
  refuses: ['FORBIDDEN', 'LIMIT_REACHED'],
  stepUp: true,
})
export class CreateApiKey extends NewApiKey {}
