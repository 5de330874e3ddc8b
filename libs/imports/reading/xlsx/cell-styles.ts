import { parsed } from './xml';

/** What the format of a number shows. */
export interface CellStyle {
  readonly shows: 'number' | 'date' | 'moment' | 'time';
  /** The least digits of a whole number, for a format such as `0000`; else 0. */
  readonly digits: number;
}

export const PLAIN_STYLE: CellStyle = { shows: 'number', digits: 0 };

/** The formats that a workbook need not declare (ECMA-376 part 1, 18.8.30); of the rest those of dates in East Asia. */
const BUILT_IN: ReadonlyMap<number, CellStyle['shows']> = new Map([
  ...[14, 15, 16, 17].map((id) => [id, 'date'] as const),
  ...[18, 19, 20, 21, 45, 46, 47].map((id) => [id, 'time'] as const),
  [22, 'moment'],
  ...[27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58].map((id) => [id, 'date'] as const),
  ...[32, 33, 34, 35, 55, 56].map((id) => [id, 'time'] as const),
]);

/** The styles of cells, by their index. */
export async function readStyles(text: AsyncIterable<string>): Promise<readonly CellStyle[]> {
  const declared = new Map<number, string>();
  const ids: number[] = [];
  let isInCells = false;
  await parsed(text, {
    open(name, { numFmtId = '0', formatCode = '' }) {
      if (name === 'numFmt') declared.set(Number(numFmtId), formatCode);
      else if (name === 'cellXfs') isInCells = true;
      else if (name === 'xf' && isInCells) ids.push(Number(numFmtId));
    },
    close(name) {
      if (name === 'cellXfs') isInCells = false;
    },
  });
  return ids.map((id) => styleOf(declared.get(id), id));
}

function styleOf(code: string | undefined, id: number): CellStyle {
  if (code === undefined) return { shows: BUILT_IN.get(id) ?? 'number', digits: 0 };
  const [, zeros = ''] = /^(0{2,})$/.exec(code) ?? [];
  return { shows: shownBy(code), digits: zeros.length };
}

/** Texts, single signs behind `\` and `_`, colours and languages aside; `[h]` and the like count hours. */
const ASIDE = /"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]/gi;

function shownBy(code: string): CellStyle['shows'] {
  if (/^general$/i.test(code)) return 'number';
  const [positive = ''] = code.replaceAll(ASIDE, '').split(';');
  const hasClock = /[hs]/i.test(positive);
  const hasDay = /[yd]/i.test(positive) || (/m/i.test(positive) && !hasClock);
  if (hasDay) return hasClock ? 'moment' : 'date';
  return hasClock ? 'time' : 'number';
}
