import type { ImportGuess } from '#contracts/imports/import-events';
import type { Separator } from '#contracts/imports/import-mapping';

const CHARACTERS: Readonly<Record<Separator, string>> = { semicolon: ';', comma: ',', tab: '\t', bar: '|' };
const FIRST_RECORDS = 20;

export interface GuessedSeparator {
  readonly character: string;
  /** The first line says `sep=` and is no record. */
  readonly isSaidInFile: boolean;
  readonly guess: ImportGuess;
}

/**
 * `head`: the start of the text. `sep=` decides; else the separator with the same count in most of the first records.
 */
export function guessSeparator(head: string, said: Separator | undefined): GuessedSeparator {
  const inFile = /^sep=([;,|\t])(?:[\r\n]|$)/i.exec(head)?.[1];
  const made = (separator: Separator, reason: string): GuessedSeparator => ({
    character: CHARACTERS[separator],
    isSaidInFile: inFile !== undefined,
    guess: { what: 'separator', value: separator, reason },
  });
  if (said) return made(said, 'as the mapping says');
  const names = Object.keys(CHARACTERS) as Separator[];
  const named = names.find((name) => CHARACTERS[name] === inFile);
  if (named) return made(named, 'the first line says sep=');
  const counted = names.map((name) => ({ name, ...mostFrequent(countsIn(head, CHARACTERS[name])) }));
  const best = counted.reduce((a, b) =>
    b.records > a.records || (b.records === a.records && b.count > a.count) ? b : a,
  );
  if (best.records === 0) return made('comma', 'no record holds a separator');
  return made(best.name, `${best.count} in ${best.records} of the first records, outside quotes`);
}

/** The occurrences of a character in each of the first records, outside quotes. */
function countsIn(head: string, character: string): readonly number[] {
  const counts: number[] = [];
  let [count, isQuoted, isBlank] = [0, false, true];
  for (const each of head) {
    if (each === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (each === '\n' || each === '\r')) {
      if (!isBlank) counts.push(count);
      if (counts.length === FIRST_RECORDS) return counts;
      [count, isBlank] = [0, true];
      continue;
    } else if (!isQuoted && each === character) count++;
    isBlank &&= each.trim() === '';
  }
  // The last record of the head may be cut off.
  return counts.length > 0 ? counts : [count];
}

function mostFrequent(counts: readonly number[]): { readonly count: number; readonly records: number } {
  const records = new Map<number, number>();
  for (const count of counts) if (count > 0) records.set(count, (records.get(count) ?? 0) + 1);
  const [count, times] = [...records].reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0]);
  return { count, records: times };
}
