/** Lines of RFC 5545 (3.1): at most 75 octets in UTF-8, then CR LF and a blank. */

const MAX_OCTETS = 75;

const IS_SHORT = new RegExp(`^[\\u0000-\\u007f]{0,${MAX_OCTETS}}$`);

/** Folds a line. No character is split, and no part is longer than it may be. */
export function contentLine(line: string): string {
  if (IS_SHORT.test(line)) return `${line}\r\n`;
  let [folded, octets] = ['', 0];
  for (const character of line) {
    const length = octetsOf(character.codePointAt(0) ?? 0);
    if (octets + length > MAX_OCTETS) {
      folded += '\r\n ';
      octets = 1;
    }
    folded += character;
    octets += length;
  }
  return `${folded}\r\n`;
}

function octetsOf(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x1_0000 ? 3 : 4;
}

const IS_PLAIN = /^[^\u0000-\u001f\u007f\u0085\u2028\u2029\\;,]*$/;

/** A text as a value (3.3.11): nothing in it ends the line, or means something. */
export function textValue(text: string): string {
  if (IS_PLAIN.test(text)) return text;
  return text
    .replaceAll(/\r\n|\r|\u2028|\u2029|\u0085/g, '\n')
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '')
    .replaceAll('\\', '\\\\')
    .replaceAll(';', '\\;')
    .replaceAll(',', '\\,')
    .replaceAll('\n', '\\n');
}
