import type { ImportGuess } from '#contracts/imports/import-events';
import { ImportFailed } from '../../import-failed';
import type { Source } from '../encoding';
import type { FileRecord } from '../records';
import { Archive, invalid, refusalOf, unlessBroken } from './archive';
import { readStyles } from './cell-styles';
import { unescaped, type Workbook } from './cell-value';
import { rowsOf } from './sheet-rows';
import { parsed } from './xml';

/** The worksheet to be read, and what its cells need of its workbook. */
export interface FoundSheet extends Workbook {
  readonly part: string;
  readonly guesses: readonly ImportGuess[];
}

interface Sheet {
  readonly name: string;
  readonly part: string;
  readonly isHidden: boolean;
}

const WORKBOOK = 'xl/workbook.xml';

/**
 * The worksheet that the mapping names; else the only one that is shown and has cells.
 * @throws ImportFailed `SHEET_AMBIGUOUS`, `SHEET_MISSING`, `XLSX_INVALID`, `XLSX_TOO_LARGE`
 */
export async function findSheet(source: Source, said: string | undefined): Promise<FoundSheet> {
  const archive = await Archive.open(source);
  return unlessBroken(async () => {
    if (!archive.has(WORKBOOK)) throw invalid('it has no list of sheets; save it as xlsx');
    const { sheets, is1904 } = await readSheets(archive);
    const workbook = {
      is1904,
      strings: await readStrings(archive.text('xl/sharedStrings.xml')),
      styles: await readStyles(archive.text('xl/styles.xml')),
    };
    const { sheet, reason } = said === undefined ? await onlySheet(sheets, archive, workbook) : named(said, sheets);
    const guesses: ImportGuess[] = [{ what: 'sheet', value: sheet.name.slice(0, 100), reason }];
    if (is1904) guesses.push({ what: 'dates', value: 'from 1904', reason: 'the workbook says so' });
    return { ...workbook, part: sheet.part, guesses };
  });
}

export async function* sheetRecords(source: Source, sheet: FoundSheet): AsyncGenerator<FileRecord> {
  const archive = await Archive.open(source);
  try {
    yield* rowsOf(archive.text(sheet.part), sheet);
  } catch (error) {
    throw refusalOf(error);
  }
}

function named(said: string, sheets: readonly Sheet[]) {
  const sheet = sheets.find(({ name }) => name === said);
  if (sheet) return { sheet, reason: 'as the mapping says' };
  throw new ImportFailed('SHEET_MISSING', `There is no sheet ${said}; there are ${namesOf(sheets)}`.slice(0, 500));
}

async function onlySheet(sheets: readonly Sheet[], archive: Archive, workbook: Workbook) {
  const shown = sheets.filter(({ isHidden }) => !isHidden);
  const filled: Sheet[] = [];
  for (const sheet of shown) {
    for await (const _ of rowsOf(archive.text(sheet.part), workbook)) {
      filled.push(sheet);
      break;
    }
  }
  const [sheet, ...more] = filled;
  if (!sheet) throw new ImportFailed('EMPTY', 'The workbook has no sheet with cells');
  if (more.length > 0) {
    const reason = `Several sheets have cells: ${namesOf(filled)}; the mapping must say which`;
    throw new ImportFailed('SHEET_AMBIGUOUS', reason.slice(0, 500));
  }
  return { sheet, reason: shown.length === 1 ? 'the only one' : 'the only one with cells' };
}

const namesOf = (sheets: readonly Sheet[]) => sheets.map(({ name }) => name).join(', ');

async function readSheets(archive: Archive): Promise<{ readonly sheets: readonly Sheet[]; readonly is1904: boolean }> {
  const parts = new Map<string, string>();
  await parsed(archive.text('xl/_rels/workbook.xml.rels'), {
    open(name, { Id = '', Type = '', Target = '' }) {
      if (name !== 'Relationship' || !Type.endsWith('/worksheet')) return;
      parts.set(Id, Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`);
    },
  });
  const sheets: Sheet[] = [];
  let is1904 = false;
  await parsed(archive.text(WORKBOOK), {
    open(element, { name = '', state = '', date1904 = '0', ...others }) {
      if (element === 'workbookPr') is1904 = date1904 === '1' || date1904 === 'true';
      const id = Object.entries(others).find(([key]) => key.endsWith(':id'))?.[1] ?? '';
      const part = element === 'sheet' ? parts.get(id) : undefined;
      if (part !== undefined) sheets.push({ name, part, isHidden: state === 'hidden' || state === 'veryHidden' });
    },
  });
  return { sheets, is1904 };
}

/** The texts that cells share; the notes on how to pronounce them are left out. */
async function readStrings(text: AsyncIterable<string>): Promise<readonly string[]> {
  const strings: string[] = [];
  let [current, isText, isNote] = ['', false, false];
  await parsed(text, {
    open(name) {
      if (name === 'si') current = '';
      else if (name === 'rPh') isNote = true;
      else if (name === 't') isText = !isNote;
    },
    text(piece) {
      if (isText) current += piece;
    },
    close(name) {
      if (name === 't') isText = false;
      else if (name === 'rPh') isNote = false;
      else if (name === 'si') strings.push(unescaped(current));
    },
  });
  return strings;
}
