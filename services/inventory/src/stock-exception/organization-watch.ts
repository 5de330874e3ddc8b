import type { StockTransaction } from '#contracts/inventory/stock-events';
import { localDate } from '#contracts/values/local-date';
import type { Condition } from './found-exceptions';

/** The calendar and the freeze of an organisation, and what slipped through the freeze. */
export interface OrganizationWatch {
  readonly timeZone: string;
  readonly freezeRevision: number | null;
  /** The last frozen day; null: none. */
  readonly through: string | null;
  readonly slipped: readonly SlippedMovement[];
}

/** A movement that was decided before the freeze was set which its effective time lies in. */
interface SlippedMovement {
  readonly transactionId: string | null;
  readonly movementId: string | null;
  readonly itemId: string;
  readonly locationId: string | null;
  readonly lotNumber: string | null;
  readonly effectiveAt: string;
  /** Of its event. */
  readonly eventId: string;
}

export const NO_FREEZE: OrganizationWatch = { timeZone: 'UTC', freezeRevision: null, through: null, slipped: [] };

export function frozen(watch: OrganizationWatch, through: string | null, freezeRevision: number): OrganizationWatch {
  const next = { ...watch, through, freezeRevision };
  return { ...next, slipped: watch.slipped.filter(({ effectiveAt }) => isFrozen(next, effectiveAt)) };
}

/** With the movement, if the freeze in force is not the one that its decision saw. */
export function decidedUnder(
  watch: OrganizationWatch,
  movement: SlippedMovement,
  seen: Pick<StockTransaction['seen'], 'freezeRevision'>,
): OrganizationWatch {
  const isSeen = seen.freezeRevision === watch.freezeRevision;
  if (isSeen || !isFrozen(watch, movement.effectiveAt)) return watch;
  return { ...watch, slipped: [...watch.slipped, movement] };
}

/** A reversed or corrected movement counts at no moment any more. */
export function withoutReversed(watch: OrganizationWatch, reversed: string | undefined): OrganizationWatch {
  const isGone = ({ transactionId }: SlippedMovement) => transactionId === reversed;
  if (reversed === undefined || !watch.slipped.some(isGone)) return watch;
  return { ...watch, slipped: watch.slipped.filter((each) => !isGone(each)) };
}

export function slippedFreezes({ slipped }: OrganizationWatch): Condition[] {
  return slipped.map(({ eventId, effectiveAt: _, ...facts }) => ({
    kind: 'slipped_freeze',
    subject: eventId,
    ...facts,
  }));
}

function isFrozen({ through, timeZone }: OrganizationWatch, effectiveAt: string): boolean {
  return through !== null && localDate(effectiveAt, timeZone) <= through;
}
