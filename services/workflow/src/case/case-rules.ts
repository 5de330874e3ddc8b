import { DomainError } from '#contracts/errors';
import type { DecidingActor } from '#libs/identity';
import type { WorkCase } from './work-case';

/** What decisions about a case look up. */
export interface CaseFacts {
  /** The login of the person whom the case is about; null: none is known. */
  readonly personId: string | null;
  /** The users of the organisation. */
  readonly users: ReadonlyMap<string, 'pending' | 'active' | 'inactive'>;
}

/** @throws DomainError `NOT_FOUND` */
export function refuseMissingCase({ caseId }: WorkCase): void {
  if (caseId === null) throw new DomainError('NOT_FOUND', 'There is no such case');
}

/** @throws DomainError `FORBIDDEN`: nobody works on the tasks of their own case */
export function refuseOwnCase({ id }: Pick<DecidingActor, 'id'>, { personId }: Pick<CaseFacts, 'personId'>): void {
  if (personId === id) throw new DomainError('FORBIDDEN', 'This case is about you: somebody else has to do it');
}
