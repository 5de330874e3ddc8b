/** Writing systems that one name may mix are one entry: those of Chinese, Japanese and Korean. */
const SCRIPTS = [
  /\p{Script=Latin}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Georgian}/u,
  /\p{Script=Hebrew}/u,
  /\p{Script=Arabic}/u,
  /\p{Script=Devanagari}/u,
  /\p{Script=Bengali}/u,
  /\p{Script=Tamil}/u,
  /\p{Script=Thai}/u,
  /\p{Script=Ethiopic}/u,
  /\p{Script=Cherokee}/u,
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Hangul}]/u,
];

const INVISIBLE = 'must not contain invisible characters';
const COMPATIBILITY = 'must not contain full-width or other compatibility characters';
const MIXED = 'must not mix scripts before the @, such as Latin and Cyrillic letters';
const NO_DOMAIN = 'must have a domain name after the @';

/** Everything that `mailboxFault` can say. */
export const MAILBOX_FAULTS = [INVISIBLE, COMPATIBILITY, MIXED, NO_DOMAIN] as const;

/** Drawn as nothing: soft hyphens, zero-width and joining characters. */
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/u;

/**
 * The form in which e-mail addresses are compared: one mailbox, one form. NFC and lower case, the domain as ASCII (IDNA,
 * by the rules of URLs). Dots and a `+tag` are kept: only the mailbox's own server knows what they mean.
 */
export function mailboxOf(address: string): string {
  const text = lowered(address.trim());
  const at = text.lastIndexOf('@');
  const domain = text.slice(at + 1);
  return `${text.slice(0, at + 1)}${asciiDomain(domain) ?? domain}`;
}

/** The reason why an address could look like another one's; completes the sentence "<field> …". Undefined for none. */
export function mailboxFault(address: string): string | undefined {
  const text = address.normalize('NFC');
  if (IGNORABLE.test(text)) return INVISIBLE;
  if (text.normalize('NFKC') !== text) return COMPATIBILITY;
  const at = text.lastIndexOf('@');
  if (scriptsIn(text.slice(0, at)) > 1) return MIXED;
  return asciiDomain(lowered(text.slice(at + 1))) === undefined ? NO_DOMAIN : undefined;
}

/** Lower case can undo a composition, so it is composed again. */
function lowered(text: string): string {
  return text.normalize('NFC').toLowerCase().normalize('NFC');
}

/** Undefined for a text that is no domain name. */
function asciiDomain(domain: string): string | undefined {
  if (/[^\p{L}\p{M}\p{N}.-]/u.test(domain) || !URL.canParse(`http://${domain}`)) return undefined;
  return new URL(`http://${domain}`).hostname;
}

function scriptsIn(text: string): number {
  const letters = text.match(/\p{L}/gu) ?? [];
  return new Set(letters.map((letter) => SCRIPTS.findIndex((script) => script.test(letter)))).size;
}
