import { DomainError } from '#contracts/errors';

/**
 * The refusal of a line, as one of the whole request: it names the line, and fields by their place in the list. `line`:
 * from 1.
 */
export function faultOfLine(line: number, { code, message, details, fields }: DomainError): DomainError {
  const pointer = `/lines/${line - 1}`;
  const faults =
    fields.length > 0
      ? fields.map((fault) => ({ ...fault, pointer: `${pointer}${fault.pointer}` }))
      : [{ pointer: code === 'NOT_FOUND' ? `${pointer}/itemId` : pointer, code, message }];
  return new DomainError(code, `Line ${line}: ${message}`, { ...details, line }, faults);
}

/** Work on one line of a request, whose refusal names it. `index`: from 0. */
export function atLine<Result>(index: number, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw error instanceof DomainError ? faultOfLine(index + 1, error) : error;
  }
}
