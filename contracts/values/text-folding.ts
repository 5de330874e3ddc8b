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
  const bare = folded.normalize('NFD').replaceAll(ACCENTS, '').normalize('NFC');
  return bare.replaceAll(STROKED, (letter) => PLAIN[letter] ?? letter);
}

const ASCII = /^[\0-\u007f]*$/;

/** Marks that writers leave out. Not the marks that make another letter or a vowel, as in Devanagari, Thai and kana. */
const ACCENTS =
  /(?=[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f])\p{Mn}/gu;

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
