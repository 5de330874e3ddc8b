import { DEFAULT_CODE_PAGE, type CodePage, type ImportMapping } from '#contracts/imports/import-mapping';
import type { ImportGuess } from '#contracts/imports/import-events';
import { decoded, guessEncoding, startOf, type GuessedEncoding, type Source } from './encoding';
import { recordsOf, type FileRecord } from './records';
import { guessSeparator, type GuessedSeparator } from './separator';
import { isWorkbook } from './xlsx/archive';
import { findSheet, sheetRecords, type FoundSheet } from './xlsx/workbook';

/** The form of a file, guessed once for all of it. */
export type FileFormat =
  | { readonly type: 'csv'; readonly encoding: GuessedEncoding; readonly separator: GuessedSeparator }
  | { readonly type: 'xlsx'; readonly sheet: FoundSheet };

const HEAD_CHARACTERS = 64 * 1024;

interface FormatOptions {
  readonly codePage?: CodePage | undefined;
  readonly isPersonal: boolean;
}

/** `guesses` gets them as they are made. @throws ImportFailed for a file that cannot be read */
export async function guessFormat(
  source: Source,
  mapping: ImportMapping,
  { codePage = DEFAULT_CODE_PAGE, isPersonal }: FormatOptions,
  guesses: ImportGuess[],
): Promise<FileFormat> {
  if (isWorkbook(await startOf(source))) {
    const sheet = await findSheet(source, mapping.sheet);
    guesses.push(...sheet.guesses);
    return { type: 'xlsx', sheet };
  }
  const encoding = await guessEncoding(source, mapping.encoding, { codePage, isPersonal });
  guesses.push(encoding.guess);
  const separator = guessSeparator(await headText(source, encoding), mapping.separator);
  guesses.push(separator.guess);
  return { type: 'csv', encoding, separator };
}

/** The records of the file, blank ones left out. */
export async function* recordsIn(source: Source, format: FileFormat): AsyncGenerator<FileRecord> {
  if (format.type === 'csv') yield* recordsOf(decoded(await source(), format.encoding), format.separator);
  else yield* sheetRecords(source, format.sheet);
}

async function headText(source: Source, encoding: GuessedEncoding): Promise<string> {
  let head = '';
  for await (const text of decoded(await source(), encoding)) {
    head += text;
    if (head.length >= HEAD_CHARACTERS) break;
  }
  return head.slice(0, HEAD_CHARACTERS);
}
