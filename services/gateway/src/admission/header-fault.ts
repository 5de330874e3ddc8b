import { DomainError } from '#contracts/errors';

/** The refusal of a header. Its fault points at the header by name. */
export function headerFault(name: string, message: string): DomainError {
  return new DomainError('VALIDATION_FAILED', `${name} ${message}`, {}, [{ pointer: name, code: 'FORMAT', message }]);
}
