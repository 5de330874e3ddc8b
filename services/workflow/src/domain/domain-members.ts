import { DomainError } from '#contracts/errors';
import type { DecidingActor } from '#libs/identity';

/** What decisions about work in a domain depend on. */
export interface DomainOfWork {
  /** Users; none: there is no such domain. */
  readonly members: ReadonlySet<string>;
  readonly ownerId: string | null;
  /** Of the organisation. */
  readonly timeZone: string;
}

/** Whether somebody manages the domain: its owner, and whoever manages all. */
export function managesDomain({ id, scopes }: DecidingActor, { ownerId }: Pick<DomainOfWork, 'ownerId'>): boolean {
  return id === ownerId || scopes.all.has('domain.manage');
}

/** @throws DomainError `NOT_FOUND` */
export function refuseMissingDomain({ members }: DomainOfWork): void {
  if (members.size > 0) return;
  const fault = { pointer: '/domainId', code: 'NOT_FOUND', message: 'is no domain of this organisation' };
  throw new DomainError('NOT_FOUND', 'There is no such domain', {}, [fault]);
}

/** @throws DomainError `NOT_FOUND` at the pointer of the first id that is no member of the domain */
export function refuseStrangers(
  named: readonly (readonly [pointer: string, userId: string])[],
  { members }: DomainOfWork,
): void {
  const stranger = named.find(([, userId]) => !members.has(userId));
  if (!stranger) return;
  const fault = { pointer: stranger[0], code: 'NOT_FOUND', message: 'is no member of this domain' };
  throw new DomainError('NOT_FOUND', 'There is no such member of the domain', {}, [fault]);
}
