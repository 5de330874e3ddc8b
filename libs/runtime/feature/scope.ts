import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { type Contract, declaredContracts } from '#contracts/declare/contract';
import { DomainError } from '#contracts/errors';
import type { Permission } from '#contracts/permissions';
import { type Actor, type DecidingActor, boundValues, decidingActor } from '#libs/identity';
import { LISTED, hasColumn, hasSeveral, type EntityClass } from '#libs/read-models';

/** The owners of a thing: accounts for the scope `own`, else ids of the scope's kind. */
export interface Owned {
  readonly owners: readonly string[];
  /** Actors who may see the thing without owning it: their command is refused with 403 instead of 404. */
  readonly seenBy?: readonly string[];
}

/**
 * Finds the owners of the thing for a decision; undefined if the thing is missing. An actor who is bound by the scope is
 * told the same of a missing thing and of another's.
 */
export type ScopeOf<Command, State> = (state: State, command: Command) => Owned | undefined;

type Scoped = Pick<Contract, 'name' | 'permission' | 'scope'>;
type Admit<Command, State> = (command: Command, state: State, actor: DecidingActor) => void;

/**
 * Refuses actors outside the contract's scope; undefined for a contract without a scope.
 * @throws TypeError for a scope whose wiring names no `scopeOf`, and for the reverse
 */
export function admitByScope<Command, State>(
  { name, permission, scope }: Scoped,
  scopeOf: ScopeOf<Command, State> | undefined,
): Admit<Command, State> | undefined {
  if (scope && !scopeOf) throw new TypeError(`${name} is bound to a scope: its wiring has to say \`scopeOf\``);
  if (!scope && scopeOf) throw new TypeError(`${name} is bound to no scope, and its wiring says \`scopeOf\``);
  if (!scope || !scopeOf) return undefined;
  return (command, state, actor) => {
    const held = boundValues(actor, { permission, by: scope.by });
    if (!held) return;
    const owned = scopeOf(state, command);
    if (!owned) throw new DomainError('NOT_FOUND');
    if (owned.owners.some((owner) => held.has(owner))) return;
    if (owned.seenBy?.some((reader) => held.has(reader))) throw new DomainError('FORBIDDEN', 'This is not yours');
    throw new DomainError('NOT_FOUND');
  };
}

/**
 * Bounds a query of rows by the contract's scope; undefined for a contract without a scope.
 * @throws TypeError where the entity has no such property
 */
export function boundByScope({ name, permission, scope }: Scoped, entity: EntityClass) {
  if (!scope) return undefined;
  if (!hasColumn(entity, scope.of))
    throw new TypeError(`${name} is bound by ${scope.of}, which ${entity.name} has not`);
  const column = `${LISTED}.${scope.of}`;
  const isBound = hasSeveral(entity, scope.of) ? `${column} && :scopeValues` : `${column} = ANY (:scopeValues)`;
  return <Row extends ObjectLiteral>(query: SelectQueryBuilder<Row>, actor: DecidingActor): void => {
    const held = boundValues(actor, { permission, by: scope.by });
    if (held) query.andWhere(isBound, { scopeValues: [...held] });
  };
}

/**
 * The values by which the contract's scope binds an actor; undefined for one who is not bound.
 * @throws TypeError for a contract without a scope
 */
export function heldIn({ name, permission, scope }: Scoped) {
  if (!scope) throw new TypeError(`${name} is bound to no scope: wire it with \`query\``);
  return (actor: Actor): ReadonlySet<string> | undefined =>
    boundValues(decidingActor(actor), { permission, by: scope.by });
}

/** @throws TypeError: otherwise everyone would see the rows of a scoped contract */
export function refuseScoped({ name, scope }: Scoped): void {
  if (scope) throw new TypeError(`${name} is bound to a scope: wire it with \`command\` or \`list\``);
}

/** @throws TypeError: something without a scope would show the rows that a contract of its permission hides */
export function refuseUnscoped(shown: string, permission: Permission): void {
  const bound = declaredContracts().find((contract) => contract.scope && contract.permission === permission);
  if (bound) throw new TypeError(`${bound.name} binds ${permission} to a scope, and ${shown} has none`);
}
