import type { CatalogueService, GrantState } from '../service/catalogue-service';

/** A span of time in epoch milliseconds: from `startsAt` up to `endsAt`, exclusive; null: for good. */
export interface SeatSpan {
  readonly startsAt: number;
  readonly endsAt: number | null;
}

/** Whether a grant holds its seat now or will hold it: its end is not over. */
export function isLive({ endsAt }: SeatSpan, now: number): boolean {
  return endsAt === null || endsAt > now;
}

/** The grants that have not ended, of one product or of all. */
export function liveGrants(
  { grants }: Pick<CatalogueService, 'grants'>,
  now: number,
  productId?: string,
): readonly (readonly [id: string, grant: GrantState])[] {
  return [...grants].filter(
    ([, grant]) => isLive(grant, now) && (productId === undefined || grant.productId === productId),
  );
}

/**
 * The most seats that these take at once within a span. A seat is free at the instant at which its grant ends, and not
 * before.
 */
export function peakWithin(taken: readonly SeatSpan[], { startsAt, endsAt }: SeatSpan): number {
  const end = endsAt ?? Number.POSITIVE_INFINITY;
  const steps: (readonly [at: number, seats: 1 | -1])[] = [];
  let seats = 0;
  for (const span of taken) {
    const until = span.endsAt ?? Number.POSITIVE_INFINITY;
    if (until <= startsAt || span.startsAt >= end) continue;
    if (span.startsAt <= startsAt) seats++;
    else steps.push([span.startsAt, 1]);
    if (until < end) steps.push([until, -1]);
  }
  let peak = seats;
  // At one instant those that end give their seat to those that begin.
  for (const [, step] of steps.toSorted(([one, by], [other, otherBy]) => one - other || by - otherBy)) {
    seats += step;
    peak = Math.max(peak, seats);
  }
  return peak;
}

export function overlap(one: SeatSpan, other: SeatSpan): boolean {
  return (
    one.startsAt < (other.endsAt ?? Number.POSITIVE_INFINITY) &&
    other.startsAt < (one.endsAt ?? Number.POSITIVE_INFINITY)
  );
}
