import { DomainError } from '../errors';
import { Count, Flag, Instant, Text } from './fields';
import { formatRule, textKind } from './field-rules';
import { fieldDecorator } from './field';

export const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 200;

/** The longest cursor in characters; every list's cursors are shorter. */
export const MAX_CURSOR = 12_000;

/** The longest search text in characters; every word of it counts. */
export const MAX_SEARCH = 200;

/** The most rows of a list that is given whole, as a table. */
export const MAX_WHOLE_ROWS = 100_000;

/** The largest page of a list that is given whole, in bytes on the bus. */
export const MAX_WHOLE_PAGE_BYTES = 256 * 1024;

/**
 * The fields of every list beside its filters. Lists extend it for its types; `@Query` declares the fields, since sort
 * fields and text search differ from list to list.
 */
export abstract class ListRequest {
  /** 1 to 200. Default 50. */
  limit?: number;
  /** The cursor of the page before; it pins filters, sort, `asOf` and `knownAt`. */
  cursor?: string;
  /** Declared fields separated by commas, a dash before one for descending: `name,-createdAt`. */
  sort?: string;
  /** Text to search for, if the list has a search. */
  q?: string;
  /** Set by the gateway, which reads the list page by page to give it whole. */
  whole?: boolean;
}

/** One page of a list. */
export interface Page<Row> {
  readonly items: readonly Row[];
  readonly nextCursor: string | null;
}

/** One page of a list that offers `asOf`, with the moment that it is about. */
export interface PageAsOf<Row> extends Page<Row> {
  readonly asOf: string;
}

const MAX_SORT_FIELDS = 5;

/** Declares the list fields of a query on its class. */
export function declareListFields(
  prototype: object,
  list: { readonly sort: readonly string[]; readonly search: boolean },
) {
  Count({
    min: 1,
    max: MAX_LIMIT,
    optional: true,
    example: DEFAULT_LIMIT,
    description: 'Rows per page; 50 when absent.',
  })(prototype, 'limit');
  Text({ max: MAX_CURSOR, optional: true, description: 'The `nextCursor` of the page before.', example: 'eyJ2IjoxfQ' })(
    prototype,
    'cursor',
  );
  if (list.sort.length > 0) sortField(list.sort)(prototype, 'sort');
  if (list.search)
    Text({
      max: MAX_SEARCH,
      optional: true,
      description: 'Words to search for, in any case, with or without accents: all must occur.',
    })(prototype, 'q');
  Flag({
    optional: true,
    internal: true,
    description:
      `The page is one of the whole list as a table: rows come without lists and objects, no page is above ` +
      `${MAX_WHOLE_PAGE_BYTES} bytes, and the first is refused (LIST_TOO_LONG) when more than ${MAX_WHOLE_ROWS} rows follow.`,
  })(prototype, 'whole');
}

function sortField(sortable: readonly string[]): PropertyDecorator {
  const names = sortable.map((name) => name.replaceAll('.', '\\.')).join('|');
  const one = `-?(?:${names})`;
  const pattern = new RegExp(`^${one}(?:,${one}){0,${MAX_SORT_FIELDS - 1}}$`);
  const rule = formatRule(`must be up to ${MAX_SORT_FIELDS} of ${sortable.join(', ')} separated by commas`, (text) =>
    pattern.test(text),
  );
  const schema = { maxLength: 400, pattern: pattern.source };
  return fieldDecorator(textKind([rule], schema, `-${sortable[0]}`), {
    optional: true,
    description: 'Fields to sort by, a dash before one for descending.',
  });
}

/** The refusal of a list that has more rows than are given whole. */
export function listTooLong(): DomainError {
  const message = `The list has more than ${MAX_WHOLE_ROWS} rows: narrow it with filters, or read it page by page as JSON`;
  return new DomainError('LIST_TOO_LONG', message, { limit: MAX_WHOLE_ROWS });
}

/** Effective time: when something happened. Recorded time: when it became known. */
export type TimeKind = 'effective' | 'recorded';

/** Declares `asOf` on the class of a query that offers it. */
export function declareAsOf(prototype: object, kind: TimeKind) {
  Instant({ optional: true, description: `Answers as things stood at this moment, by ${kind} time.` })(
    prototype,
    'asOf',
  );
}

/** Declares `knownAt` on the class of a query that offers it. */
export function declareKnownAt(prototype: object) {
  Instant({ optional: true, description: 'Answers only from data recorded by this moment.' })(prototype, 'knownAt');
}
