import { DomainError } from '#contracts/errors';
import type { CatalogueProduct, CatalogueService } from './catalogue-service';

/** The users of the organisation that a command names as owners and payers are among them. */
export interface CatalogueUsers {
  readonly users: ReadonlyMap<string, unknown>;
}

/** @throws DomainError `NOT_FOUND` at the pointer of an id that is no user of the organisation */
export function refuseUnknownUser(pointer: string, id: string | null | undefined, { users }: CatalogueUsers): void {
  if (id !== null && id !== undefined && !users.has(id)) throw unknownAt(pointer, 'is no user of this organisation');
}

/** @throws DomainError `NOT_FOUND` */
export function refuseMissingService({ status }: CatalogueService): void {
  if (status !== 'active') throw new DomainError('NOT_FOUND', 'There is no such service');
}

/** @throws DomainError `NOT_FOUND`, at the pointer where the id stands in a body */
export function presentProduct({ products }: CatalogueService, productId: string, pointer?: string): CatalogueProduct {
  const product = products.get(productId);
  if (product) return product;
  throw pointer === undefined
    ? new DomainError('NOT_FOUND', 'There is no such product')
    : unknownAt(pointer, 'is no product here');
}

/** @throws DomainError `CONFLICT` with the number of grants that have not ended */
export function refuseLiveGrants(grants: number): void {
  if (grants === 0) return;
  const message = `${grants === 1 ? 'A grant has' : `${grants} grants have`} not ended; revoke ${grants === 1 ? 'it' : 'them'} first`;
  throw new DomainError('CONFLICT', message, { grants });
}

export function unknownAt(pointer: string, message: string): DomainError {
  return new DomainError('NOT_FOUND', `${pointer} ${message}`, {}, [{ pointer, code: 'NOT_FOUND', message }]);
}
