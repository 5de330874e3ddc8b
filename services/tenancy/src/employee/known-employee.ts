import { DomainError } from '#contracts/errors';
import type { Employee } from './employee';

/** @throws DomainError `NOT_FOUND` */
export function refuseMissing({ status }: Employee): void {
  if (status === 'absent') throw new DomainError('NOT_FOUND', 'There is no such employee');
}
