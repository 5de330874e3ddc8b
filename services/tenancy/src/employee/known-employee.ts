import { DomainError, refuse } from '#contracts/errors';
import type { Employee } from './employee-state';

/** @throws DomainError `NOT_FOUND` */
export function refuseMissing({ status }: Employee): void {
  if (status === 'absent') throw new DomainError('NOT_FOUND', 'There is no such employee');
}

/** @throws DomainError `NOT_FOUND`, or `CONFLICT` for an employee who was erased */
export function refuseUnknown(state: Employee): void {
  refuseMissing(state);
  if (state.status === 'erased') refuse('CONFLICT', {}, 'This employee has been erased');
}
