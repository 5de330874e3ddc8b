import type { Encoding } from '#contracts/imports/import-mapping';
import type { ImportGuess } from '#contracts/imports/import-events';
import { ImportFailed } from '../import-failed';

/** The bytes of a file, from its start; each call starts again. */
export type Source = () => Promise<AsyncIterable<Uint8Array>>;

export interface GuessedEncoding {
  readonly encoding: Encoding;
  /** The length of the byte order mark. */
  readonly skip: number;
  readonly guess: ImportGuess;
}

/** 0x80 to 0x9f of Windows-1252; 0 for a byte without a character. Some releases of Node decode these wrongly. */
const WINDOWS_1252 = [
  0x20ac, 0, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0, 0x17d, 0, 0, 0x2018,
  0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0, 0x17e, 0x178,
].map((code) => String.fromCharCode(code || 0xfffd));

const MARKS: readonly [Encoding, readonly number[]][] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

const SAMPLE_WORDS = 5;

/**
 * The encoding of a whole file: from its byte order mark; else UTF-16 if it has zero bytes; else UTF-8 if all of it is
 * valid; else the code page. @throws ImportFailed `EMPTY`
 */
export async function guessEncoding(
  source: Source,
  said: Encoding | undefined,
  codePage: Encoding,
): Promise<GuessedEncoding> {
  const head = await headOf(await source());
  const marked = MARKS.find(([, mark]) => mark.every((byte, at) => head[at] === byte));
  const skip = marked?.[1].length ?? 0;
  if (head.length === skip) throw new ImportFailed('EMPTY', 'The file is empty');
  const made = (encoding: Encoding, reason: string): GuessedEncoding => ({
    encoding,
    skip: encoding === marked?.[0] ? skip : 0,
    guess: { what: 'encoding', value: encoding, reason },
  });
  if (said) return made(said, 'as the mapping says');
  if (marked) return made(marked[0], 'the byte order mark at the start');
  const [even, odd] = [0, 1].map((side) => head.filter((byte, at) => byte === 0 && at % 2 === side).length) as [
    number,
    number,
  ];
  if (even !== odd) return made(even < odd ? 'utf-16le' : 'utf-16be', 'every other byte is zero');
  if (await isUtf8(await source())) return made('utf-8', 'all of it is valid UTF-8');
  const words = await sampleWords(await source(), codePage);
  return made(codePage, `it is not UTF-8; words read so: ${words.join(', ')}`);
}

/** The text of a file. A byte that is invalid in the encoding becomes U+FFFD. */
export async function* decoded(
  bytes: AsyncIterable<Uint8Array>,
  { encoding, skip }: Pick<GuessedEncoding, 'encoding' | 'skip'>,
): AsyncGenerator<string> {
  const decoder = encoding === 'windows-1252' ? undefined : new TextDecoder(encoding, { ignoreBOM: true });
  let left = skip;
  for await (const piece of bytes) {
    const rest = piece.subarray(Math.min(left, piece.length));
    left -= piece.length - rest.length;
    const text = decoder ? decoder.decode(rest, { stream: true }) : windows1252(rest);
    if (text !== '') yield text;
  }
  const last = decoder?.decode() ?? '';
  if (last !== '') yield last;
}

function windows1252(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return text.replaceAll(/[\u0080-\u009f]/g, (char) => WINDOWS_1252[char.charCodeAt(0) - 0x80] as string);
}

const HEAD_BYTES = 64 * 1024;

async function headOf(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of bytes) {
    pieces.push(piece);
    length += piece.length;
    if (length >= HEAD_BYTES) break;
  }
  return Buffer.concat(pieces).subarray(0, HEAD_BYTES);
}

async function isUtf8(bytes: AsyncIterable<Uint8Array>): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const piece of bytes) decoder.decode(piece, { stream: true });
    decoder.decode();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return false;
    throw error;
  }
}

async function sampleWords(bytes: AsyncIterable<Uint8Array>, encoding: Encoding): Promise<readonly string[]> {
  const words = new Set<string>();
  for await (const text of decoded(bytes, { encoding, skip: 0 })) {
    for (const [word] of text.matchAll(/[\p{L}\d]*[^\p{ASCII}][\p{L}\d]*/gu)) {
      words.add(word.slice(0, 40));
      if (words.size === SAMPLE_WORDS) return [...words];
    }
  }
  return [...words];
}
