import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';

/** The history that a question is about. Both bounds are inclusive, ISO 8601 UTC with milliseconds. */
export interface Moments {
  /** By effective time. */
  readonly asOf: string;
  /** By recorded time. */
  readonly knownAt: string;
}

/** Both default to now; the answer echoes them. */
export function momentsOf(asked: { readonly asOf?: string; readonly knownAt?: string }, now: string): Moments {
  return { asOf: asked.asOf ?? now, knownAt: asked.knownAt ?? now };
}

/** Properties that hold a ledger's two times. */
export interface LedgerTimes {
  readonly effective: string;
  readonly recorded: string;
}

/**
 * Only the rows that counted at the moments: effective by `asOf` and recorded by `knownAt`. Recorded times never fall
 * as positions rise, so `knownAt` is the log up to a position.
 */
export function countedAt<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  { asOf, knownAt }: Moments,
  times: LedgerTimes = { effective: 'effectiveAt', recorded: 'recordedAt' },
): SelectQueryBuilder<Row> {
  return query
    .andWhere(`${query.alias}.${times.effective} <= :asOf`, { asOf })
    .andWhere(`${query.alias}.${times.recorded} <= :knownAt`, { knownAt });
}
