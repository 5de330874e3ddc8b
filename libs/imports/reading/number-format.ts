import type { NumberFormat } from '#contracts/imports/import-mapping';

/**
 * The canonical text of a number, or undefined if the text does not fit the format. Groups of three are separated by
 * one sign: the other one, a space (also U+00A0, U+2009 and U+202F) or an apostrophe (also U+2019). A minus stands
 * before or behind, or is U+2212, or brackets.
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

/** The sign between the first two groups is that between all of them; the first group does not begin with zero. */
const GROUPED = /^[1-9]\d{0,2}(?:([.,'\u2019 \u00a0\u2009\u202f])\d{3}(?:\1\d{3})*)$/;

function wholeDigits(whole: string, group: string): string | undefined {
  if (/^\d+$/.test(whole)) return whole;
  const sign = GROUPED.exec(whole)?.[1];
  if (sign === undefined || (/[.,]/.test(sign) && sign !== group)) return undefined;
  return whole.replaceAll(sign, '');
}
