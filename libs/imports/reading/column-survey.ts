import type { ImportDeclaration } from '#contracts/declare/import-declaration';
import type { ImportGuess } from '#contracts/imports/import-events';
import {
  DATE_FORMATS,
  NUMBER_FORMATS,
  type DateFormat,
  type DecimalSign,
  type ImportMapping,
  type NumberFormat,
} from '#contracts/imports/import-mapping';
import { ImportFailed } from '../import-failed';
import { cellText } from './cell';
import { cellTypeOf, type ColumnReading } from './cell-reading';
import { FormatSurvey, type ColumnFormat } from './column-format';
import { readDate, readMoment } from './date-format';
import type { PlacedColumn } from './header';
import { readNumber, readPlainNumber } from './number-format';
import type { FileRecord } from './records';

const FORMAT_OF: Readonly<Record<DecimalSign, NumberFormat>> = { ',': 'comma', '.': 'point' };

export interface DecidedColumn {
  readonly reading: ColumnReading;
  readonly guesses: readonly ImportGuess[];
  /** `NUMBER_AMBIGUOUS`, `DATE_AMBIGUOUS`. */
  readonly ambiguous?: ImportFailed;
}

interface Surveyed {
  readonly kind: ImportDeclaration;
  readonly mapping: ImportMapping;
  /** The file is our own table of these things. */
  readonly isOwnTable: boolean;
  /** The organisation's. */
  readonly timeZone: string;
}

/** The evidence of one column's cells about its format. */
export class ColumnSurvey {
  private readonly type;
  private readonly numbers: FormatSurvey<NumberFormat>;
  private readonly dates: FormatSurvey<DateFormat>;
  private locals = 0;
  /** Every number is written as our own table has it. */
  private isOwn = true;

  constructor(
    private readonly placed: PlacedColumn,
    private readonly of: Surveyed,
  ) {
    const { column } = placed;
    this.type = cellTypeOf(column.kind);
    this.numbers = new FormatSurvey(`numbers of ${column.name}`, [...NUMBER_FORMATS], readNumber);
    const read = this.type === 'instant' ? readMoment : readDate;
    this.dates = new FormatSurvey(`dates of ${column.name}`, [...DATE_FORMATS], (text, format) =>
      read(text, { format, isSaid: false }),
    );
  }

  see({ cells, line }: Pick<FileRecord, 'cells' | 'line'>): void {
    const { type } = this;
    if (type !== 'number' && type !== 'date' && type !== 'instant') return;
    const cell = cells[this.placed.at];
    const text = cellText(cell);
    if (text === '') return;
    if (type === 'instant' && !HAS_OFFSET.test(text)) this.locals++;
    // A workbook's number or date has one meaning.
    if (typeof cell === 'object') return;
    this.isOwn &&= readPlainNumber(text, 'point') !== undefined;
    (type === 'number' ? this.numbers : this.dates).see(text, line);
  }

  decide(): DecidedColumn {
    const { type } = this;
    const { at, column, said } = this.placed;
    const { kind, mapping, timeZone } = this.of;
    const numbers = this.decidedNumbers();
    const dates = this.dates.decide(said?.dates);
    const decided = type === 'number' ? numbers : type === 'date' || type === 'instant' ? dates : undefined;
    const reading: ColumnReading = {
      at,
      column,
      type,
      numbers: numbers.format,
      isPlain: kind.statesNumbers ?? false,
      dates: { format: dates.format, isSaid: said?.dates !== undefined },
      timeZone: mapping.timeZone ?? timeZone,
      times: said?.times,
    };
    const ambiguous = this.refusalOf(decided);
    const guesses = [...(decided?.guess ? [decided.guess] : []), ...this.guessedZone(reading)];
    return { reading, guesses, ...(ambiguous && { ambiguous }) };
  }

  private decidedNumbers(): ColumnFormat<NumberFormat> {
    const { kind, mapping, isOwnTable } = this.of;
    const stated = this.placed.said?.numbers ?? mapping.numbers ?? (mapping.decimal && FORMAT_OF[mapping.decimal]);
    if (kind.statesNumbers) return { format: stated ?? 'point' };
    if (isOwnTable && this.isOwn && stated === undefined) return { format: 'point', guess: this.ownFormat() };
    return this.numbers.decide(stated);
  }

  private refusalOf(decided: ColumnFormat<string> | undefined): ImportFailed | undefined {
    if (!decided?.ambiguous) return undefined;
    const { example, line, readings } = decided.ambiguous;
    const shown = this.of.kind.isPersonal ? 'A cell' : example.slice(0, 50);
    const where = `line ${line}, column ${this.placed.column.name}`;
    const reason = `${shown} in ${where}, can be ${readings.join(' or ')}; the mapping must say which`;
    return new ImportFailed(this.type === 'number' ? 'NUMBER_AMBIGUOUS' : 'DATE_AMBIGUOUS', reason);
  }

  private ownFormat(): ImportGuess {
    const reason = 'headings, separator and numbers are those of our own table';
    return { what: `numbers of ${this.placed.column.name}`, value: 'point', reason };
  }

  private guessedZone({ timeZone, times }: ColumnReading): readonly ImportGuess[] {
    if (this.type !== 'instant' || this.locals === 0) return [];
    const { name } = this.placed.column;
    const whose = this.of.mapping.timeZone === undefined ? "the organisation's" : 'as the mapping says';
    const reason = `${whose}; ${this.locals} cells name no offset from UTC`;
    const twice = { what: `times of ${name}`, value: times ?? '', reason: 'as the mapping says' };
    return [{ what: `timeZone of ${name}`, value: timeZone, reason }, ...(times ? [twice] : [])];
  }
}

const HAS_OFFSET = /(?:Z|[+-]\d{2}:?\d{2})$/i;
