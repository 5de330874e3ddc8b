import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import { ImportFailed } from '../../import-failed';
import type { Source } from '../encoding';

const MAGIC = Buffer.from('PK\u0003\u0004', 'latin1');
const MAX_PARTS = 2_000;
/** Of one part, unpacked; the library refuses a part that unpacks to more than it says. */
const MAX_PART_BYTES = 256 * 1024 * 1024;
/** XML of a spreadsheet packs to a tenth, and in rare cases to a fiftieth. */
const MAX_RATIO = 100;
/** Below this size the ratio says nothing. */
const SMALL_BYTES = 1024 * 1024;

/** `head`: the first bytes of a file. */
export function isWorkbook(head: Uint8Array): boolean {
  return MAGIC.equals(head.subarray(0, MAGIC.length));
}

/** The parts of a packed workbook. The packed bytes are in memory: an upload is small. */
export class Archive {
  private constructor(
    private readonly zip: ZipFile,
    private readonly entries: ReadonlyMap<string, Entry>,
  ) {}

  /** @throws ImportFailed `XLSX_INVALID`, `XLSX_TOO_LARGE` */
  static async open(source: Source): Promise<Archive> {
    const pieces: Uint8Array[] = [];
    for await (const piece of await source()) pieces.push(piece);
    return unlessBroken(async () => {
      const zip = await fromBufferPromise(Buffer.concat(pieces), { lazyEntries: true, autoClose: false });
      if (zip.entryCount > MAX_PARTS) throw tooLarge();
      const entries = new Map<string, Entry>();
      for await (const entry of zip.eachEntry()) {
        if (!entries.has(entry.fileName)) entries.set(entry.fileName, entry);
      }
      return new Archive(zip, entries);
    });
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  /** The text of a part, piece by piece; nothing if it is absent. */
  async *text(name: string): AsyncGenerator<string> {
    const entry = this.entries.get(name);
    if (!entry) return;
    const { compressedSize, uncompressedSize } = entry;
    const isDense = uncompressedSize > SMALL_BYTES && uncompressedSize > compressedSize * MAX_RATIO;
    if (uncompressedSize > MAX_PART_BYTES || isDense) throw tooLarge();
    if (entry.isEncrypted()) throw invalid('it is protected by a password');
    const decoder = new TextDecoder('utf-8', { fatal: true });
    for await (const bytes of await this.zip.openReadStreamPromise(entry)) {
      yield decoder.decode(bytes as Uint8Array, { stream: true });
    }
    yield decoder.decode();
  }
}

/** Turns the errors of unpacking and parsing into the refusal of the file. */
export async function unlessBroken<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw refusalOf(error);
  }
}

export function refusalOf(error: unknown): ImportFailed {
  return error instanceof ImportFailed ? error : invalid(error instanceof Error ? error.message : String(error));
}

export function invalid(why: string): ImportFailed {
  return new ImportFailed('XLSX_INVALID', `The file is no workbook that can be read: ${why}`.slice(0, 500));
}

function tooLarge(): ImportFailed {
  return new ImportFailed('XLSX_TOO_LARGE', 'The workbook unpacks to too much; remove what is not part of the table');
}
