import type { DataSource, SelectQueryBuilder } from 'typeorm';
import { foldedText } from '#contracts/values/text-folding';
import { LISTED, viewOf } from '#libs/read-models';
import { LocationRow } from './location.entity';

/** The location of this code, in any case. */
export function hasCode(query: SelectQueryBuilder<LocationRow>, code: string): void {
  query.andWhere(`${LISTED}.codeKey = :codeKey`, { codeKey: foldedText(code) });
}

/**
 * A subquery of the ids of a location and of everything in it, at any depth. `locationId` is an SQL expression, as a rule
 * a parameter. Row security bounds it to the caller's organisation.
 */
export function subtreeSql(dataSource: DataSource, locationId: string): string {
  const view = viewOf({ dataSource }, LocationRow);
  return `(
    WITH RECURSIVE subtree (location_id) AS (
      SELECT location_id FROM ${view} WHERE location_id = ${locationId}
      UNION
      SELECT child.location_id FROM ${view} child JOIN subtree ON child.parent_id = subtree.location_id
    )
    SELECT location_id FROM subtree
  )`;
}

/** Rows at a location or at one within it: the filter of a list whose rows have a `locationId`. */
export function within<Row extends { readonly locationId: string | null }>(
  query: SelectQueryBuilder<Row>,
  locationId: string,
): void {
  query.andWhere(`${LISTED}.locationId IN ${subtreeSql(query.dataSource, ':withinLocationId')}`, {
    withinLocationId: locationId,
  });
}
