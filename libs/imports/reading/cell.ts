/** A cell of a workbook with a type of its own, about which nothing is guessed. */
export interface TypedCell {
  /**
   * `number`: a decimal; `date`: `YYYY-MM-DD`; `moment`: `YYYY-MM-DDTHH:MM:SS.sss` of a local clock; `time`: `HH:MM:SS`;
   * `flag`: `true` or `false`; `fault`: an error value such as `#N/A`, or a formula without a result.
   */
  readonly type: 'number' | 'date' | 'moment' | 'time' | 'flag' | 'fault';
  readonly text: string;
}

/** Text, as in every CSV file, or a cell with a type. */
export type Cell = string | TypedCell;

/** The prefix that our own export puts before a cell, so that no spreadsheet takes it for a formula. */
const GUARD = /^'(?='*\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])/;

export function rawText(cell: Cell | undefined): string {
  return typeof cell === 'object' ? cell.text : (cell ?? '');
}

/** The content of a cell, without spaces around it and without the prefix of our own export. */
export function cellText(cell: Cell | undefined): string {
  return typeof cell === 'object' ? cell.text : (cell ?? '').trim().replace(GUARD, '');
}
