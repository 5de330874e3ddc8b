import type { CodePage, Encoding } from '#contracts/imports/import-mapping';
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

/** 0x80 to 0x9f of Windows-1252; 0 for a control character. Some releases of Node decode these wrongly. */
const WINDOWS_1252 = [
  0x20ac, 0, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0, 0x17d, 0, 0, 0x2018,
  0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0, 0x17e, 0x178,
].map((code, at) => String.fromCharCode(code || 0x80 + at));

const MARKS: readonly [Encoding, readonly number[]][] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

const SAMPLE_WORDS = 5;
const LONGEST_SAMPLE = 40;

/**
 * The encoding of a whole file: from its byte order mark; else UTF-16 if it has zero bytes; else UTF-8 if all of it is
 * valid; else the code page. @throws ImportFailed `EMPTY`
 */
export async function guessEncoding(
  source: Source,
  said: Encoding | undefined,
  { codePage, isPersonal }: { readonly codePage: CodePage; readonly isPersonal: boolean },
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
  const zeros = sideOfZeros(head);
  if (zeros) return made(zeros, 'its zero bytes are halves of characters');
  if (await isUtf8(await source())) return made('utf-8', 'all of it is valid UTF-8');
  if (isPersonal) return made(codePage, 'it is not UTF-8');
  const words = await sampleWords(await source(), codePage);
  return made(codePage, `it is not UTF-8; words read so: ${words.join(', ')}`.slice(0, 200));
}

/** UTF-16 if zero bytes stand on one side alone: separators, digits and line ends have one each. */
function sideOfZeros(head: Uint8Array): Encoding | undefined {
  const zeros: [number, number] = [0, 0];
  for (const [at, byte] of head.entries()) if (byte === 0) zeros[at % 2 === 0 ? 0 : 1]++;
  const [even, odd] = zeros;
  if (Math.min(even, odd) > 0 || (even + odd) * LEAST_ZEROS < head.length) return undefined;
  return even > 0 ? 'utf-16be' : odd > 0 ? 'utf-16le' : undefined;
}

/** Of so many bytes of UTF-16 one at least is zero; a few in a long text are faults. */
const LEAST_ZEROS = 10;

/** The text of a file. @throws ImportFailed `ENCODING_INVALID` for a byte that is invalid in the encoding */
export async function* decoded(
  bytes: AsyncIterable<Uint8Array>,
  { encoding, skip }: Pick<GuessedEncoding, 'encoding' | 'skip'>,
): AsyncGenerator<string> {
  const decode = encoding === 'windows-1252' ? windows1252 : decoderOf(encoding);
  let left = skip;
  for await (const piece of bytes) {
    const rest = piece.subarray(Math.min(left, piece.length));
    left -= piece.length - rest.length;
    const text = decode(rest);
    if (text !== '') yield text;
  }
  const last = decode();
  if (last !== '') yield last;
}

/** Without bytes: at the end. */
function decoderOf(encoding: Encoding): (bytes?: Uint8Array) => string {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true, fatal: true });
  return (bytes) => {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
    } catch (error) {
      if (!isInvalid(error)) throw error;
      throw new ImportFailed(
        'ENCODING_INVALID',
        `The file is not valid ${encoding}; the mapping can name its encoding`,
      );
    }
  };
}

const isInvalid = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA';

function windows1252(bytes: Uint8Array = NO_BYTES): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return text.replaceAll(/[\u0080-\u009f]/g, (char) => WINDOWS_1252[char.charCodeAt(0) - 0x80] as string);
}

const NO_BYTES = new Uint8Array();
const HEAD_BYTES = 64 * 1024;

/** The first bytes of a file. */
export async function startOf(source: Source): Promise<Buffer> {
  return headOf(await source(), 4);
}

async function headOf(bytes: AsyncIterable<Uint8Array>, least = HEAD_BYTES): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of bytes) {
    pieces.push(piece);
    length += piece.length;
    if (length >= least) break;
  }
  return Buffer.concat(pieces).subarray(0, least);
}

async function isUtf8(bytes: AsyncIterable<Uint8Array>): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const piece of bytes) decoder.decode(piece, { stream: true });
    decoder.decode();
    return true;
  } catch (error) {
    if (isInvalid(error)) return false;
    throw error;
  }
}

async function sampleWords(bytes: AsyncIterable<Uint8Array>, encoding: Encoding): Promise<readonly string[]> {
  const words = new Set<string>();
  const see = (text: string) => {
    for (const [word] of text.matchAll(/[\p{L}\d]*[^\p{ASCII}][\p{L}\d]*/gu)) {
      if (words.size < SAMPLE_WORDS) words.add(word.slice(0, LONGEST_SAMPLE));
    }
  };
  let rest = '';
  for await (const piece of decoded(bytes, { encoding, skip: 0 })) {
    const text = rest + piece;
    // A word may go on in the next piece.
    rest = /[\p{L}\d]*$/u.exec(text.slice(-LONGEST_SAMPLE))?.[0] ?? '';
    see(text.slice(0, text.length - rest.length));
    if (words.size === SAMPLE_WORDS) break;
  }
  see(rest);
  return [...words];
}
