import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import { invalid } from '#contracts/declare/validation';
import { DomainError, type FieldError } from '#contracts/errors';
import { headerFault } from '../admission/header-fault';

/** The text fields of a form, by name. */
export type FormFields = ReadonlyMap<string, string>;

export interface Form<Stored> {
  readonly fields: FormFields;
  readonly file: Stored;
  /** As its part names it, without a path; undefined for one without a name. */
  readonly fileName?: string;
}

export interface FormOptions<Stored> {
  readonly headers: IncomingHttpHeaders;
  /** The size limit of the whole form, in bytes. */
  readonly maxBytes: number;
  /** Takes the file as it arrives, with the fields that came before it. */
  readonly store: (file: Readable, before: FormFields) => Promise<Stored>;
  /** Called when the form turns out wrong after its file. */
  readonly discard: (stored: Stored) => Promise<void>;
}

/** Limits on everything but the file: names and texts are few and short. */
const LIMITS = { fields: 20, fieldNameSize: 100, fieldSize: 200 * 1024, files: 1, parts: 22, headerPairs: 20 } as const;

const FILE = 'file';

/**
 * Reads `multipart/form-data` with one file, in the part `file`. The file is never buffered: it is read as fast as it
 * is stored. After a refusal reading stops; the rest of the body is dropped with the connection.
 *
 * @throws DomainError `VALIDATION_FAILED` for any other form, or one that breaks off; `PAYLOAD_TOO_LARGE`; errors of
 * `store`
 */
export async function readForm<Stored>(body: Readable, options: FormOptions<Stored>): Promise<Form<Stored>> {
  return new FormReading(options).read(body);
}

class FormReading<Stored> {
  private readonly fields = new Map<string, string>();
  private readonly parser: BusboyInstance;
  private readonly broken: Promise<never>;
  private fault: unknown;
  private breakOff!: (fault: unknown) => void;
  private file: Readable | undefined;
  private fileName: string | undefined;
  private stored: Promise<Stored> | undefined;

  constructor(private readonly options: FormOptions<Stored>) {
    this.broken = new Promise((_, reject) => (this.breakOff = reject));
    // The reader gets the error; at this moment there may be none.
    this.broken.catch(() => undefined);
    this.parser = parserFor(options.headers);
    this.parser.on('field', (name, value, _nameTruncated, truncated) => this.takeField(name, value, truncated));
    this.parser.on('file', (name, file, fileName) => this.takeFile(name, file, fileName));
    this.parser.on('filesLimit', () => this.fail(fieldFault(FILE, 'REPEATED', 'was given more than once')));
    for (const limit of ['fieldsLimit', 'partsLimit'] as const) {
      this.parser.on(limit, () => this.fail(formFault('COUNT', 'has too many fields')));
    }
    this.parser.on('error', () => this.fail(formFault('FORMAT', 'must be a well-formed form')));
  }

  async read(body: Readable): Promise<Form<Stored>> {
    try {
      await this.feed(body);
      if (!this.stored) throw fieldFault(FILE, 'REQUIRED', 'is required');
      const { fields, fileName } = this;
      return { fields, file: await this.stored, ...(fileName !== undefined && { fileName }) };
    } catch (error) {
      this.fail(error);
      // A client that still sends must come to read its answer.
      body.on('error', () => undefined).resume();
      // The stored part is gone before the refusal is answered.
      const stored = await this.stored?.catch(() => undefined);
      if (stored !== undefined) await this.options.discard(stored);
      throw this.fault;
    }
  }

  private async feed(body: Readable): Promise<void> {
    let bytes = 0;
    for await (const piece of piecesOf(body)) {
      bytes += piece.length;
      if (bytes > this.options.maxBytes) throw new DomainError('PAYLOAD_TOO_LARGE');
      await this.untilBroken((done) => this.parser.write(piece, done));
    }
    await this.untilBroken((done) => this.parser.once('finish', done).end());
  }

  /** Gives up when the form is broken: a parser whose file nobody reads never ends. */
  private untilBroken(work: (done: () => void) => unknown): Promise<void> {
    return Promise.race([new Promise<void>((resolve) => void work(resolve)), this.broken]);
  }

  private takeField(name: string | undefined, value: string, isTruncated: boolean): void {
    if (name === undefined) return this.fail(formFault('FORMAT', 'has a field without a name'));
    if (isTruncated) return this.fail(fieldFault(name, 'LENGTH', 'is too long'));
    if (this.fields.has(name)) return this.fail(fieldFault(name, 'REPEATED', 'was given more than once'));
    this.fields.set(name, value);
  }

  private takeFile(name: string | undefined, file: Readable, fileName: string | undefined): void {
    file.on('error', ({ code }: NodeJS.ErrnoException) => {
      // Given up by its reader, which has the reason.
      if (code !== 'ABORT_ERR') this.fail(formFault('FORMAT', 'broke off'));
    });
    if (this.fault !== undefined || name !== FILE) {
      file.resume();
      return this.fail(fieldFault(name ?? '', 'UNKNOWN', 'is not a field of this request'));
    }
    this.file = file;
    this.fileName = plainName(fileName ?? '');
    this.stored = this.options.store(file, this.fields);
    this.stored.catch((error: unknown) => this.fail(error));
  }

  /** The first fault counts. */
  private fail(fault: unknown): void {
    this.fault ??= fault;
    this.file?.destroy(this.fault instanceof Error ? this.fault : undefined);
    this.breakOff(this.fault);
  }
}

/** At most 200 characters, on one line; undefined where nothing is left. */
function plainName(given: string): string | undefined {
  const name = given.split(/[/\\]/).at(-1) ?? '';
  const shown = [
    ...name
      .normalize('NFC')
      .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
      .trim(),
  ]
    .slice(0, 200)
    .join('');
  return shown === '' ? undefined : shown;
}

async function* piecesOf(body: Readable): AsyncGenerator<Buffer> {
  try {
    // A body that is refused half-way is drained elsewhere: destroying it would lose the answer.
    yield* body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch {
    throw formFault('FORMAT', 'broke off');
  }
}

function parserFor(headers: IncomingHttpHeaders): BusboyInstance {
  try {
    return new Busboy({
      headers: headers as BusboyHeaders,
      limits: LIMITS,
      isPartAFile: (name, _type, fileName) => name === FILE || fileName !== undefined,
    });
  } catch {
    throw headerFault('Content-Type', 'must be multipart/form-data with its boundary');
  }
}

function fieldFault(name: string, code: FieldError['code'], message: string): DomainError {
  return invalid([{ pointer: `/${name.slice(0, 64).replaceAll('~', '~0').replaceAll('/', '~1')}`, code, message }]);
}

function formFault(code: FieldError['code'], message: string): DomainError {
  return invalid([{ pointer: '', code, message }]);
}
