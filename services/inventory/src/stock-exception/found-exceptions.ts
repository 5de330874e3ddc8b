import type { ExceptionKind } from '#contracts/inventory/exception-events';

/** Where and by what an exception is; absent is null. */
export interface ExceptionFacts {
  readonly itemId?: string;
  readonly locationId?: string | null;
  readonly lotNumber?: string | null;
  /** In the stock unit. */
  readonly quantity?: string;
  readonly balances?: number;
  readonly code?: string | null;
  readonly movementId?: string | null;
  readonly transactionId?: string | null;
  readonly documentId?: string;
  readonly orderId?: string;
  readonly receiptId?: string;
  readonly countId?: string;
  readonly line?: number;
  readonly reservationId?: string;
  readonly holdsFrom?: string | null;
  readonly holdsUntil?: string | null;
}

/** A condition that an exception tells of, while it holds. */
export interface Condition extends ExceptionFacts {
  readonly kind: ExceptionKind;
  /** Tells the conditions of one kind and watch apart. */
  readonly subject: string;
  /** Its acceptance does not cover another quantity. */
  readonly isAcceptedAsItIs?: true;
}

/** The event that an exception began with. */
export interface Beginning {
  readonly effectiveAt: string;
  readonly recordedAt: string;
  /** The movement of a condition that names none itself. */
  readonly movementId?: string | null;
  readonly transactionId?: string | null;
  /** The id of what begins there, by its kind and subject. */
  readonly idOf: (subject: string) => string;
}

export interface Acceptance {
  readonly by: string;
  readonly at: string;
  readonly reason: string;
}

/** An exception that holds, since its beginning. */
export interface FoundException extends ExceptionFacts {
  readonly id: string;
  readonly kind: ExceptionKind;
  readonly subject: string;
  readonly effectiveAt: string;
  readonly recordedAt: string;
  readonly accepted: Acceptance | null;
}

/**
 * The exceptions of a watch after an event: those whose condition goes on keep their id and their acceptance, and one
 * that begins, or begins again, is a new one. The same list where nothing has changed.
 */
export function foundAfter(
  before: readonly FoundException[],
  conditions: readonly Condition[],
  beginning: Beginning,
): readonly FoundException[] {
  if (before.length === 0 && conditions.length === 0) return before;
  const known = new Map(before.map((each) => [keyOf(each), each]));
  // JSON in a row keeps no order of members, so conditions come in any order.
  const after = conditions.toSorted(bySubject).map((condition) => {
    const { isAcceptedAsItIs, ...facts } = condition;
    const found = known.get(keyOf(condition));
    const goesOn = found && !(isAcceptedAsItIs && found.accepted && found.quantity !== facts.quantity);
    return goesOn ? continued(found, facts, beginning) : begun(facts, beginning);
  });
  const isSame = after.length === before.length && after.every((each) => before.includes(each));
  return isSame ? before : after;
}

/** The exceptions with one of them accepted; the same list where it is not among them, or accepted already. */
export function acceptedIn(
  before: readonly FoundException[],
  exceptionId: string,
  accepted: Acceptance,
): readonly FoundException[] {
  const isMeant = ({ id, accepted: known }: FoundException) => id === exceptionId && known === null;
  return before.some(isMeant) ? before.map((each) => (isMeant(each) ? { ...each, accepted } : each)) : before;
}

const keyOf = ({ kind, subject }: Pick<Condition, 'kind' | 'subject'>): string => `${kind}|${subject}`;

const bySubject = (one: Condition, other: Condition): number => (keyOf(one) < keyOf(other) ? -1 : 1);

type Facts = Omit<Condition, 'isAcceptedAsItIs'>;

/** The same exception with its numbers as they are now, and the movement that it began with. */
function continued(found: FoundException, facts: Facts, { effectiveAt, recordedAt }: Beginning): FoundException {
  const { movementId: _, transactionId: __, ...now } = facts;
  const wasToCome = (found.holdsFrom ?? '') > recordedAt;
  const since = now.holdsFrom ?? (wasToCome ? effectiveAt : found.effectiveAt);
  const next = { ...found, ...now, effectiveAt: since };
  return FIGURES.every((figure) => next[figure] === found[figure]) ? found : next;
}

/** Everything else of an exception follows from its subject. */
const FIGURES = ['quantity', 'balances', 'code', 'holdsFrom', 'effectiveAt'] as const;

function begun(facts: Facts, beginning: Beginning): FoundException {
  const { idOf, effectiveAt, recordedAt, movementId = null, transactionId = null } = beginning;
  const id = idOf(keyOf(facts));
  const cause = { movementId, transactionId };
  return { ...cause, ...facts, id, effectiveAt: facts.holdsFrom ?? effectiveAt, recordedAt, accepted: null };
}
