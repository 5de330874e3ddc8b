import type { NumberFormat } from '#contracts/imports/import-mapping';

const SPACES = /[\s\u00a0\u202f']/g;

/**
 * The canonical text of a number, or undefined if the text does not fit the format. Groups of three are separated by
 * the other sign, by spaces (also U+00A0 and U+202F) or by apostrophes. A minus stands before or behind, or is U+2212,
 * or brackets.
 */
export function readNumber(text: string, format: NumberFormat): string | undefined {
  const [, bracketed] = /^\((.*)\)$/s.exec(text.trim()) ?? [];
  const [, before = '', body = '', behind = ''] =
    /^([-+\u2212]?)\s*(.*?)\s*([-\u2212]?)$/s.exec(bracketed ?? text.trim()) ?? [];
  if (before !== '' && behind !== '') return undefined;
  const isNegative = bracketed !== undefined || /[-\u2212]/.test(before + behind);
  if (bracketed !== undefined && before + behind !== '') return undefined;
  const [decimal, group] = format === 'comma' ? [',', '.'] : ['.', ','];
  const [whole = '', fraction, ...more] = body.split(decimal);
  if (more.length > 0 || (fraction !== undefined && !/^\d+$/.test(fraction))) return undefined;
  const digits = wholeDigits(whole, group);
  if (digits === undefined) return undefined;
  return `${isNegative ? '-' : ''}${digits}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** The same for a number without signs between thousands, spaces or brackets; a minus stands before. */
export function readPlainNumber(text: string, format: NumberFormat): string | undefined {
  const [, whole, fraction] = PLAIN[format].exec(text) ?? [];
  return whole === undefined ? undefined : `${whole}${fraction === undefined ? '' : `.${fraction}`}`;
}

const PLAIN: Readonly<Record<NumberFormat, RegExp>> = {
  comma: /^(-?\d+)(?:,(\d+))?$/,
  point: /^(-?\d+)(?:\.(\d+))?$/,
};

function wholeDigits(whole: string, group: string): string | undefined {
  if (/^\d+$/.test(whole)) return whole;
  const plain = whole.replaceAll(SPACES, ' ').replaceAll(group, ' ');
  return /^\d{1,3}(?: \d{3})+$/.test(plain) ? plain.replaceAll(' ', '') : undefined;
}
