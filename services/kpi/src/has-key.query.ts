import type { ObjectLiteral } from 'typeorm';
import { foldedText } from '#contracts/values/text-folding';
import { LISTED, type Filter } from '#libs/read-models';

/** Rows whose folded column has the text, in any case. */
export function hasKey<Row extends ObjectLiteral>(column: keyof Row & string): Filter<Row, string> {
  return (query, text) => void query.andWhere(`${LISTED}.${column} = :${column}`, { [column]: foldedText(text) });
}
