/** A member without a login: it has no address, and is no administrator that could be the last. */
export interface ServiceAccount {
  readonly status: 'active' | 'removed';
  readonly name: string;
  readonly roles: readonly string[];
  readonly createdAt: string;
  readonly updatedAt: string;
  /** The revision at which it was created. */
  readonly since: number;
  /** The revision of its last event: the version in tokens of its keys. */
  readonly revision: number;
}

export function newServiceAccount({
  createdAt,
  revision,
  ...described
}: Pick<ServiceAccount, 'name' | 'roles' | 'createdAt' | 'revision'>): ServiceAccount {
  return { ...described, status: 'active', createdAt, updatedAt: createdAt, since: revision, revision };
}
