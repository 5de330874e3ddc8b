import { DomainError } from '#contracts/errors';

/** The users of the organisation: its present members. */
export interface UserFacts {
  readonly users: ReadonlySet<string>;
}

/** @throws DomainError `NOT_FOUND` at the pointer of the first id that is no user of the organisation */
export function refuseUnknownUsers(named: readonly (readonly [pointer: string, id: string])[], { users }: UserFacts) {
  const unknown = named.find(([, id]) => !users.has(id));
  if (!unknown) return;
  const [pointer] = unknown;
  const fault = { pointer, code: 'NOT_FOUND', message: 'is no user of this organisation' };
  throw new DomainError('NOT_FOUND', 'There is no such user', {}, [fault]);
}
