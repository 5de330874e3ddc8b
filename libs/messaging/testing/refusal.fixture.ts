import { DomainError } from '#contracts/errors';

/** The refusal of a promise; rejects when the promise resolves, or rejects with anything but a `DomainError`. */
export async function rejectionOf(promise: Promise<unknown>): Promise<DomainError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof DomainError) return error;
  throw new Error(`refused with no DomainError: ${String(error)}`);
}
