import { Event, type EventOptions } from '../declare/event';
import { Id, List, Text } from '../declare/fields';
import { RoleName } from '../values/role-name';

/**
 * The events of a service account: a member without a login. They are in the stream of the organisation's members,
 * since the rules about giving and about held roles are about all of them.
 */
export class ServiceAccountFact {
  @Id() serviceAccountId!: string;
  @Id() organizationId!: string;
}

const declared = (action: string, summary: string): EventOptions<ServiceAccountFact> => ({
  category: 'auth.members',
  version: 1,
  entity: { type: 'service_account', id: 'serviceAccountId' },
  action,
  summary,
});

@Event<ServiceAccountCreated>({
  ...declared('service_account.created', 'A service account was created'),
  entity: { type: 'service_account', id: 'serviceAccountId', label: 'name' },
  implies: { status: 'active' },
})
export class ServiceAccountCreated extends ServiceAccountFact {
  static readonly type = 'ServiceAccountCreated';
  @Text({ max: 100, example: 'Till sync' }) name!: string;
  @List(RoleName(), { max: 20, description: 'Names of built-in and custom roles' }) roles!: readonly string[];
}

/** A custom role that it holds has another name. */
@Event<ServiceAccountRolesSet>({
  ...declared('service_account.roles_set', 'The roles of a service account were set'),
  narrowsAccess: 'service_account',
})
export class ServiceAccountRolesSet extends ServiceAccountFact {
  static readonly type = 'ServiceAccountRolesSet';
  @List(RoleName(), { max: 20, description: 'Names of built-in and custom roles' }) roles!: readonly string[];
}

@Event<ServiceAccountRemoved>({
  ...declared('service_account.removed', 'A service account was removed'),
  narrowsAccess: 'service_account',
  implies: { status: 'removed' },
})
export class ServiceAccountRemoved extends ServiceAccountFact {
  static readonly type = 'ServiceAccountRemoved';
}
