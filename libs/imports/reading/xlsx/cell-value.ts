import type { Cell, TypedCell } from '../cell';
import { PLAIN_STYLE, type CellStyle } from './cell-styles';

/** A cell as its sheet has it. */
export interface RawCell {
  /** The attribute `t`; absent: a number. */
  readonly type: string | undefined;
  readonly style: number;
  /** The text of the value, or undefined without one. */
  readonly value: string | undefined;
  readonly isFormula: boolean;
}

export interface Workbook {
  readonly strings: readonly string[];
  readonly styles: readonly CellStyle[];
  /** Its dates are counted from 1904. */
  readonly is1904: boolean;
}

export function cellValue({ type, style, value, isFormula }: RawCell, workbook: Workbook): Cell {
  if (value === undefined) return isFormula ? { type: 'fault', text: 'a formula without a result' } : '';
  switch (type ?? 'n') {
    case 's':
      return workbook.strings[Number(value)] ?? { type: 'fault', text: value };
    case 'str':
    case 'inlineStr':
      return unescaped(value);
    case 'b':
      return { type: 'flag', text: value === '1' ? 'true' : 'false' };
    case 'e':
      return { type: 'fault', text: value };
    case 'd':
      return value.includes('T')
        ? { type: 'moment', text: `${value.slice(0, 19)}.000` }
        : { type: 'date', text: value };
    default:
      return numberCell(value, workbook.styles[style] ?? PLAIN_STYLE, workbook.is1904);
  }
}

/** A sign that XML cannot hold stands as `_x001F_`. */
export function unescaped(text: string): string {
  return text.includes('_x')
    ? text.replaceAll(/_x([0-9a-f]{4})_/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;
}

function numberCell(value: string, { shows, digits }: CellStyle, is1904: boolean): TypedCell {
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number)) return { type: 'fault', text: value };
  if (shows !== 'number') return dateCell(number, shows, is1904) ?? { type: 'fault', text: value };
  const text = decimalOf(number);
  return { type: 'number', text: /^\d+$/.test(text) ? text.padStart(digits, '0') : text };
}

/** The 15 digits that a spreadsheet keeps of a number: 0.1 + 0.2 is 0.3. */
function decimalOf(number: number): string {
  const [mantissa = '', exponent = '0'] = Math.abs(number).toExponential(14).split('e');
  const digits = mantissa.replace('.', '');
  const point = 1 + Number(exponent);
  const whole = point <= 0 ? '0' : digits.slice(0, point).padEnd(point, '0');
  const fraction = `${'0'.repeat(Math.max(0, -point))}${digits.slice(Math.max(0, point))}`.replace(/0+$/, '');
  const text = fraction === '' ? whole : `${whole}.${fraction}`;
  return number < 0 && /[1-9]/.test(text) ? `-${text}` : text;
}

const DAY_MS = 86_400_000;
const START_1904 = Date.UTC(1904, 0, 1);
/** Day 1 is the first of January 1900; day 60 is a 29 February that was not, so later days are one further. */
const START_1900 = Date.UTC(1899, 11, 31);
const LAST_DAY = 2_958_465;

function dateCell(serial: number, shows: CellStyle['shows'], is1904: boolean): TypedCell | undefined {
  if (serial < 0 || serial >= LAST_DAY + 1) return undefined;
  const ms = Math.round(serial * DAY_MS);
  const [day, clock] = [Math.floor(ms / DAY_MS), ms % DAY_MS];
  if (shows === 'time' && day === 0) return { type: 'time', text: new Date(clock).toISOString().slice(11, 19) };
  if (!is1904 && (day === 60 || day === 0)) return undefined;
  const start = is1904 ? START_1904 : START_1900 - (day > 60 ? DAY_MS : 0);
  const text = new Date(start + ms).toISOString().slice(0, 23);
  return clock === 0 && shows === 'date' ? { type: 'date', text: text.slice(0, 10) } : { type: 'moment', text };
}
