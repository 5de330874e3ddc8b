/**
 * The one form of texts that people take for the same: in any case, and with the letters of either normalisation form.
 * Unique values are compared by it, and a search by its form without accents; nothing else folds text, above all no
 * database. Follows Unicode's canonical caseless match (section 3.13), save that dotless ı is i.
 */
export function foldedText(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  // Upper case unites what lower case keeps apart (ß and SS, ς and σ); the first step is for the capital ẞ.
  const folded = text.normalize('NFD').toLowerCase().toUpperCase().toLowerCase();
  return folded.replaceAll('ς', 'σ').normalize('NFC');
}

/** `foldedText` without accents: `Łódź` is found by `lodz`. */
export function searchableText(text: string): string {
  const folded = foldedText(text);
  if (ASCII.test(folded)) return folded;
  const bare = folded
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, unlessAccent)
    .normalize('NFC');
  return bare.replaceAll(STROKED, (letter) => PLAIN[letter] ?? letter);
}

const ASCII = /^[\0-\u007f]*$/;

/** The blocks of marks that writers leave out. Others make another letter or a vowel: in Devanagari, Thai, kana. */
const ACCENTS: readonly (readonly [from: number, to: number])[] = [
  [0x0300, 0x036f],
  [0x0483, 0x0487],
  [0x0591, 0x05c7],
  [0x0610, 0x061a],
  [0x064b, 0x065f],
  [0x0670, 0x0670],
  [0x1ab0, 0x1aff],
  [0x1dc0, 0x1dff],
  [0x20d0, 0x20ff],
  [0xfe20, 0xfe2f],
];

function unlessAccent(mark: string): string {
  const code = mark.codePointAt(0) ?? 0;
  return ACCENTS.some(([from, to]) => code >= from && code <= to) ? '' : mark;
}

/** Letters with an accent that Unicode does not take apart. */
const PLAIN: Readonly<Record<string, string>> = {
  æ: 'ae',
  ð: 'd',
  đ: 'd',
  ħ: 'h',
  ł: 'l',
  ø: 'o',
  œ: 'oe',
  þ: 'th',
  ŧ: 't',
};
const STROKED = new RegExp(`[${Object.keys(PLAIN).join('')}]`, 'g');
