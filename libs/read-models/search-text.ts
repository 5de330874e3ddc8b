import { searchableText } from '#contracts/values/text-folding';

/** A value of a row that no entity declares: it follows from the row's other values. */
export interface DerivedColumn {
  readonly column: string;
  readonly sqlType: string;
  readonly baseType: string;
  readonly array: boolean;
  readonly collation?: string;
  readonly derived: (row: Readonly<Record<string, unknown>>) => unknown;
}

/** The searched text of a row, folded. */
export const SEARCH_TEXT = 'search_text';
/** The trigrams of that text, as numbers: the index of a search, for text of any script and locale. */
export const SEARCH_GRAMS = 'search_grams';

/**
 * The columns that text search reads. The text is folded here, and `q` in `searchTerms` by the same function: Postgres
 * compares bytes, whatever the database's locale.
 */
export function searchColumns(properties: readonly string[]): readonly DerivedColumn[] {
  // Consecutive rows often have the same text.
  let [last, text] = ['', ''];
  const textOf = (row: Readonly<Record<string, unknown>>): string => {
    const values = properties.flatMap((property) => (row[property] as string | readonly string[] | null) ?? []);
    const whole = values.join(' ');
    if (whole !== last) [last, text] = [whole, searchableText(whole)];
    return text;
  };
  let [ofGrams, grams]: [string, readonly number[]] = ['', []];
  const gramsOf = (row: Readonly<Record<string, unknown>>): readonly number[] => {
    const searched = textOf(row);
    if (searched !== ofGrams) [ofGrams, grams] = [searched, gramsIn(searched.split(SPACES))];
    return grams;
  };
  return [
    { column: SEARCH_TEXT, sqlType: 'text', baseType: 'text', array: false, collation: 'C', derived: textOf },
    {
      column: SEARCH_GRAMS,
      sqlType: 'integer[]',
      baseType: 'integer',
      array: true,
      derived: gramsOf,
    },
  ];
}

export interface SearchTerms {
  /** LIKE patterns: each word somewhere in the text. */
  readonly patterns: readonly string[];
  /** The trigrams of all words; a word of one or two characters has none. */
  readonly grams: readonly number[];
}

/** The terms of a search text, each word of it. Undefined for a text without words. */
export function searchTerms(q: string): SearchTerms | undefined {
  const words = [...new Set(searchableText(q).split(SPACES).filter(Boolean))];
  if (words.length === 0) return undefined;
  return { patterns: words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`), grams: gramsIn(words) };
}

const SPACES = /\s+/;

/** Of every three UTF-16 units of a word a number. Different trigrams may have the same: the pattern decides. */
function gramsIn(words: readonly string[]): readonly number[] {
  const grams = new Set<number>();
  for (const word of words) {
    for (let at = 2; at < word.length; at++) {
      const [one, two, three] = [word.charCodeAt(at - 2), word.charCodeAt(at - 1), word.charCodeAt(at)];
      grams.add(Math.imul(Math.imul(one, PRIME) ^ two, PRIME) ^ three);
    }
  }
  return [...grams];
}

/** Of the FNV hash. */
const PRIME = 16_777_619;
