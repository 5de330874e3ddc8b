import { rawText, type Cell } from '../cell';
import { withoutTrailing, type FileRecord } from '../records';
import { invalid } from './archive';
import { cellValue, type Workbook } from './cell-value';
import { parsing, type XmlHandlers } from './xml';

/** Further cells are not read: none of them has a heading that counts. */
const MAX_CELLS = 1_000;

/** The rows of a worksheet that have a cell, in their order; `line` is the row's number. */
export async function* rowsOf(text: AsyncIterable<string>, workbook: Workbook): AsyncGenerator<FileRecord> {
  const reader = new RowReader(workbook);
  for await (const _ of parsing(text, reader)) yield* reader.take();
}

class RowReader implements XmlHandlers {
  private readonly rows: FileRecord[] = [];
  private line = 0;
  private isHidden = false;
  private formulas = 0;
  private cells: Cell[] = [];
  private at = -1;
  private type: string | undefined;
  private style = 0;
  private value: string | undefined;
  private isFormula = false;
  private isValue = false;
  private isNote = false;

  constructor(private readonly workbook: Workbook) {}

  take(): readonly FileRecord[] {
    return this.rows.splice(0);
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'c') this.openCell(attributes);
    else if (name === 'v') this.openValue();
    else if (name === 't' && !this.isNote) this.openValue();
    else if (name === 'row') this.openRow(attributes);
    else if (name === 'f') this.isFormula = true;
    else if (name === 'rPh') this.isNote = true;
  }

  text(piece: string): void {
    if (this.isValue) this.value = (this.value ?? '') + piece;
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.isValue = false;
    else if (name === 'c') this.closeCell();
    else if (name === 'row') this.closeRow();
    else if (name === 'rPh') this.isNote = false;
  }

  private openRow({ r, hidden }: Readonly<Record<string, string>>): void {
    const line = r === undefined ? this.line + 1 : Number(r);
    if (!(line > this.line)) throw invalid('its rows are not in order');
    this.line = line;
    this.isHidden = hidden === '1' || hidden === 'true';
    this.cells = [];
    this.at = -1;
    this.formulas = 0;
  }

  private closeRow(): void {
    const cells = withoutTrailing(this.cells);
    if (cells.length === 0) return;
    const { line, formulas, isHidden } = this;
    this.rows.push({ line, cells, ...(formulas > 0 && { formulas }), ...(isHidden && { isHidden }) });
  }

  private openCell({ r, t, s = '0' }: Readonly<Record<string, string>>): void {
    this.at = r === undefined ? this.at + 1 : columnOf(r);
    this.type = t;
    this.style = Number(s);
    this.value = undefined;
    this.isFormula = false;
  }

  private openValue(): void {
    this.isValue = true;
    this.value ??= '';
  }

  private closeCell(): void {
    const { at, type, style, value, isFormula } = this;
    if (isFormula) this.formulas++;
    if (at < 0 || at >= MAX_CELLS) return;
    const cell = cellValue({ type, style, value, isFormula }, this.workbook);
    if (rawText(cell) === '') return;
    while (this.cells.length < at) this.cells.push('');
    this.cells[at] = cell;
  }
}

/** `A1`: 0; `AB7`: 27. */
function columnOf(reference: string): number {
  let column = 0;
  for (const sign of reference) {
    const letter = sign.charCodeAt(0) - 64;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
  }
  return column - 1;
}
