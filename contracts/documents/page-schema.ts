import type { Contract } from '../declare/contract';
import { schemaOf, type JsonSchema, type SchemaContext } from '../declare/field';
import { MAX_CURSOR } from '../declare/list-request';

/** The moment that a page is about. */
export const AS_OF = {
  schema: { type: 'string', format: 'date-time', maxLength: 24, description: 'The moment that this is about.' },
  example: '2026-01-31T09:30:00.000Z',
} as const;

/** A page of rows, with what it says of the whole list. */
export function pageSchema(row: JsonSchema, { asOf, list }: Contract, context: SchemaContext): JsonSchema {
  const about = list?.page && schemaOf(list.page, context);
  return {
    type: 'object',
    properties: {
      items: { type: 'array', items: row, maxItems: 200 },
      nextCursor: { type: ['string', 'null'], maxLength: MAX_CURSOR, description: 'Null on the last page.' },
      ...(asOf && { asOf: AS_OF.schema }),
      ...(about?.properties as object | undefined),
    },
    required: ['items', 'nextCursor', ...(asOf ? ['asOf'] : []), ...((about?.required as string[] | undefined) ?? [])],
  };
}
