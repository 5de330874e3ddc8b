import { COMMON_PHRASES, COMMON_WORDS } from './common-passwords';
import { fieldDecorator } from '../declare/field';
import type { FieldDecorator, FieldOptions, Rule } from '../declare/field';
import { lengthRule, storable, textKind } from '../declare/field-rules';

const LEAST = 12;
const MOST = 1_000;

/** The fault of a guessable password; completes the sentence "<field> …". */
export const GUESSABLE =
  'must not be a common password, a sequence, a repetition, or your own name or address with a few characters';

/** The password's own object, as far as it identifies the person. */
interface Context {
  readonly email?: unknown;
}

/**
 * A new password, by NIST SP 800-63B-4 (3.1.1.2): a length, a list of common ones, no composition rules. An `email` in
 * the same object counts as a likely guess. A password presented to sign in is a `Secret`: it may be older than the
 * list.
 */
export function Password(options?: FieldOptions): FieldDecorator {
  const schema = { format: 'password', minLength: LEAST, maxLength: MOST };
  const notGuessable: Rule = {
    code: 'COMMON',
    test: (value, of) => typeof value === 'string' && !isGuessable(value, contextOf(of)),
    message: GUESSABLE,
  };
  const kind = textKind([storable, lengthRule(LEAST, MOST), notGuessable], schema, '<your secret>');
  return fieldDecorator({ ...kind, secret: true }, options);
}

/** The fault of a new password that is not a field, as the rest of a sentence; undefined for none. */
export function passwordFault(password: string, email?: string): string | undefined {
  const fits = lengthRule(LEAST, MOST);
  if (!fits.test(password)) return fits.message;
  return isGuessable(password, email) ? GUESSABLE : undefined;
}

function contextOf(of: object | undefined): string | undefined {
  const { email } = (of ?? {}) as Context;
  return typeof email === 'string' ? email : undefined;
}

function isGuessable(password: string, email?: string): boolean {
  const text = password.normalize('NFKC').toLowerCase();
  return isMonotonous(text) || isMostlyContext(text, email) || isCommon(text);
}

/** The keys in the order of the keyboard, and the alphabet. */
const SEQUENCES = [
  'abcdefghijklmnopqrstuvwxyz',
  '12345678901',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'azertyuiop',
  'qwertzuiop',
  '1q2w3e4r5t6y7u8i9o0p',
  'q1w2e3r4t5y6u7i8o9p0',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  '1qazxsw23edcvfr45tgbnhy6',
  '!@#$%^&*()',
];

const NEIGHBOURS: ReadonlySet<string> = new Set(
  SEQUENCES.flatMap((keys) => {
    const pairs = [...keys].slice(1).map((key, index) => `${keys[index]}${key}`);
    return [...pairs, ...pairs.map((pair) => `${pair[1]}${pair[0]}`)];
  }),
);

const FEWEST_DIFFERENT = 5;
const LONGEST_PERIOD = 4;

/** Few characters, one short piece repeated, or runs of four and more on average. */
function isMonotonous(text: string): boolean {
  if (new Set(text).size < FEWEST_DIFFERENT || hasShortPeriod(text)) return true;
  const breaks = [...text].slice(1).filter((key, index) => !isStep(`${text[index]}${key}`)).length;
  return (breaks + 1) * 4 <= text.length;
}

const isStep = (pair: string) => pair[0] === pair[1] || NEIGHBOURS.has(pair);

function hasShortPeriod(text: string): boolean {
  for (let period = 1; period <= LONGEST_PERIOD; period++) {
    if (text.slice(period) === text.slice(0, -period)) return true;
  }
  return false;
}

const PRODUCT = 'opsledger';
/** Shorter parts of an address are ignored. */
const SHORTEST_PART = 4;
/** The length that must remain without the words that a guesser knows. */
const LEAST_OF_ONES_OWN = 8;

/** Removes the product's name and the parts of the address, longest first, and checks the rest. */
function isMostlyContext(text: string, email: string | undefined): boolean {
  const address = email?.toLowerCase() ?? '';
  const parts = [address, ...address.split('@'), ...address.split(/[^\p{L}\p{N}]+/u)];
  const words = [PRODUCT, ...parts].filter(({ length }) => length >= SHORTEST_PART);
  let left = text;
  for (const word of words.toSorted((a, b) => b.length - a.length)) left = left.replaceAll(word, '');
  return left.length < LEAST_OF_ONES_OWN && left.length < text.length;
}

/** The signs that replace letters: `p@ssw0rd`. */
const STAND_INS: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '1': 'i',
  '!': 'i',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
};

/** Up to this number, digits and signs around common words make them no harder to guess. */
const MOST_TRIMMINGS = 6;
/** Three chosen words are a passphrase, even of these. */
const MOST_WORDS = 2;

/** One or two common words, or a saying, with a few or very ordinary characters around them. */
function isCommon(text: string): boolean {
  const core = text.replaceAll(/^[^\p{L}@$]+|[^\p{L}]+$/gu, '');
  const spelled = core.replaceAll(/[@43105$7!]/g, (sign) => STAND_INS[sign] ?? sign);
  const readings = [text, spelled].map((reading) => unaccented(reading).replaceAll(/[^a-z]/g, ''));
  const trimmings = text.length - core.length + core.replaceAll(/[\p{L}@43105$7!]/gu, '').length;
  const around = text.replaceAll(/[^0-9]/g, '');
  if (trimmings > MOST_TRIMMINGS && !isMonotonous(around)) return false;
  return readings.some((letters) => COMMON_PHRASES.has(letters) || isMadeOfCommonWords(letters));
}

const unaccented = (text: string) => text.normalize('NFD').replaceAll(/\p{M}/gu, '');

/** Whether the letters are at most two different common words, in any order and number. */
function isMadeOfCommonWords(letters: string, used: readonly string[] = []): boolean {
  if (letters === '') return used.length > 0;
  for (let length = letters.length; length >= 2; length--) {
    const word = letters.slice(0, length);
    if (!COMMON_WORDS.has(word)) continue;
    const words = used.includes(word) ? used : [...used, word];
    if (words.length <= MOST_WORDS && isMadeOfCommonWords(letters.slice(length), words)) return true;
  }
  return false;
}
