import { DomainError } from '#contracts/errors';

/** The refusal of what lies in a closed period. `pointer`: to the date, or what gives it, where the request says one. */
export function periodClosed(through: string, pointer?: string): DomainError {
  const message = `lies in a period that is closed through ${through}`;
  const fields = pointer === undefined ? [] : [{ pointer, code: 'PERIOD_CLOSED', message }];
  return new DomainError('PERIOD_CLOSED', `The business date ${message}`, { through }, fields);
}
