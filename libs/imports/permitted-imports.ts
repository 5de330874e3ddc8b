import {
  declaredImport,
  declaredImports,
  permissionsOfImport,
  type ImportDeclaration,
} from '#contracts/declare/import-declaration';
import { DomainError } from '#contracts/errors';
import { accessOf, type Actor } from '#libs/identity';

/** The kinds whose imports an actor may start and see. */
export function importsOf(actor: Pick<Actor, 'access' | 'roles'>): readonly string[] {
  const { permissions } = accessOf(actor);
  return declaredImports().flatMap((declared) =>
    permissionsOfImport(declared).every((each) => permissions.has(each)) ? [declared.name] : [],
  );
}

/** @throws DomainError `NOT_FOUND` for an unknown kind, `FORBIDDEN` for one that the actor may not import */
export function importFor(name: string, actor: Pick<Actor, 'access' | 'roles'>): ImportDeclaration {
  const declared = declaredImport(name);
  if (!declared) {
    const fault = { pointer: '/kind', code: 'NOT_FOUND', message: 'is no kind of import' };
    throw new DomainError('NOT_FOUND', 'There is no such kind of import', {}, [fault]);
  }
  const { permissions } = accessOf(actor);
  if (!permissionsOfImport(declared).every((each) => permissions.has(each))) throw new DomainError('FORBIDDEN');
  return declared;
}
