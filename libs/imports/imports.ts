import type { Created } from '#contracts/created';
import { invalid, parse } from '#contracts/declare/validation';
import { DomainError } from '#contracts/errors';
import type { GetImportRows, ImportedRows } from '#contracts/imports/get-import-rows';
import { CHUNK_ROWS } from '#contracts/imports/import-events';
import type { ImportTemplate } from '#contracts/imports/get-import-template';
import { ImportMapping } from '#contracts/imports/import-mapping';
import type { ImportMappings } from '#contracts/imports/list-import-mappings';
import type { SaveImportMapping } from '#contracts/imports/save-import-mapping';
import { IMPORT_MEDIA_TYPES, MAX_IMPORT_BYTES, type StartImport } from '#contracts/imports/start-import';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import type { Position } from '#libs/event-log';
import { newIdOf, type Decide } from '#libs/event-sourcing';
import type { Actor, CommandContext } from '#libs/identity';
import { importBatch, type ImportBatch, type ImportEvent } from './batch/import-batch';
import { chunkOf, positionAt, progressAt, rowsFrom } from './batch/recorded-rows';
import { noImport, revertImport, runImport, startImport, type ReadingFacts } from './batch/request-import';
import { saveMapping, savedMappings } from './batch/saved-mappings';
import { importFor } from './permitted-imports';
import type { ImportParts } from './import-parts';
import type { JobTable } from './job-table';
import { RowsInFiles } from './rows-in-file';
import { templateOf } from './template';

const TAKEN: ReadonlySet<string> = new Set(IMPORT_MEDIA_TYPES);

interface Requested {
  readonly answer: Created;
  readonly position?: Position;
}

interface OfImport {
  readonly importId: string;
}

/** The callers' requests about imports. Each kind's own permission is needed, besides the contract's. */
export class Imports {
  private readonly rowsInFiles: RowsInFiles;

  constructor(
    private readonly parts: ImportParts,
    private readonly jobs: Pick<JobTable, 'want' | 'ready'>,
    private readonly wake: () => void,
  ) {
    this.rowsInFiles = new RowsInFiles(parts.storage);
  }

  /**
   * Keeps the file from now on. A repeated command gets its first answer, and the file that it brings is discarded.
   * @throws DomainError `NOT_FOUND`, `FORBIDDEN`, `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`, `VALIDATION_FAILED`
   */
  async start(command: StartImport, context: CommandContext): Promise<Requested> {
    const declared = importFor(command.kind, context.actor);
    const { tenantId } = context;
    const id = newIdOf(context.commandId, 'import');
    const before = await this.parts.commands.state(importBatch, tenantId, id);
    const isFirst = before.state.status === 'absent';
    const facts = isFirst
      ? await this.readingFacts(command, tenantId)
      : { mapping: {}, codePage: null, timeZone: null };
    if (isFirst) await this.checkFile(command, tenantId, id);
    const request = { id, service: declared.service, wantsWork: isFirst };
    const requested = await this.request(request, context, command, (...given) => startImport(...given), facts);
    const { state } = await this.parts.commands.state(importBatch, tenantId, id);
    if (state.fileId === command.fileId) await this.keepFile(command, tenantId, id);
    else await this.parts.storage.discard(tenantId, command.fileId, id);
    return requested;
  }

  /** @throws DomainError `NOT_FOUND`, `FORBIDDEN`, `CONFLICT` */
  run(command: OfImport, context: CommandContext): Promise<Requested> {
    return this.requestOf(command, context, runImport);
  }

  /** @throws DomainError `NOT_FOUND`, `FORBIDDEN`, `CONFLICT`, `NOT_REVERSIBLE` */
  revert(command: OfImport, context: CommandContext): Promise<Requested> {
    return this.requestOf(command, context, revertImport);
  }

  template(name: string, actor: Actor): ImportTemplate {
    return templateOf(importFor(name, actor));
  }

  async mappings(
    name: string,
    { tenantId, actor }: Pick<CommandContext, 'tenantId' | 'actor'>,
  ): Promise<ImportMappings> {
    importFor(name, actor);
    const { state } = await this.parts.commands.state(savedMappings, tenantId, name);
    return { kind: name, items: Object.entries(state.byName).map(([each, mapping]) => ({ name: each, mapping })) };
  }

  async saveMapping(command: SaveImportMapping, context: CommandContext): Promise<Requested> {
    importFor(command.kind, context.actor);
    const { result, position } = await this.parts.commands.handle({
      aggregate: savedMappings,
      id: command.kind,
      command,
      context,
      decide: saveMapping,
      answer: (_, { revision }) => ({ id: newIdOf(context.tenantId, command.kind), revision }),
    });
    return { answer: result, position };
  }

  /** Of the event with this revision: read models that have reached it show all that the import made until then. */
  positionAt(revision: number, tenantId: string, importId: string): Promise<Position | undefined> {
    return positionAt(revision, { tenantId, id: importId }, this.parts);
  }

  /** The rows from a record on, of the pass whose first chunk has the revision `passFrom`; `seen`: its rows so far. */
  async rows(
    { importId, from = 1 }: GetImportRows,
    tenantId: string,
    { passFrom, seen }: { readonly passFrom: number; readonly seen: number },
  ): Promise<ImportedRows> {
    if (from > seen) return { items: [], next: null };
    const progressed = await progressAt(passFrom + chunkOf(from), { tenantId, id: importId }, this.parts);
    if (!progressed) return { items: [], next: null };
    const { state } = await this.parts.commands.state(importBatch, tenantId, importId);
    const to = (progressed.chunk + 1) * CHUNK_ROWS;
    const inFile = await this.rowsInFiles.read(state, { tenantId, importId, from, to });
    return rowsFrom(from, progressed, { seen, inFile });
  }

  private async checkFile({ fileId }: StartImport, tenantId: string, importId: string): Promise<void> {
    const { size, mediaType, claimedBy } = await this.parts.storage.head(tenantId, fileId);
    if (claimedBy !== null && claimedBy !== importId) throw new DomainError('NOT_FOUND', 'There is no such file');
    if (size > MAX_IMPORT_BYTES)
      throw new DomainError('PAYLOAD_TOO_LARGE', `A file has at most ${MAX_IMPORT_BYTES} bytes`);
    if (!TAKEN.has(mediaType)) {
      throw new DomainError('UNSUPPORTED_MEDIA_TYPE', `This is ${mediaType}; save the table as CSV or xlsx`);
    }
  }

  /**
   * Runs once the stream names the file. A claimed file is never swept, so a file that was claimed before the append would
   * stay for ever after a crash in between. The worker claims it as well, and reports one that is gone or another's by then.
   */
  private async keepFile({ fileId }: StartImport, tenantId: string, importId: string): Promise<void> {
    try {
      await this.parts.storage.claim(tenantId, fileId, importId);
    } catch (error) {
      if (!(error instanceof DomainError && error.code === 'NOT_FOUND')) throw error;
    }
  }

  private async readingFacts(command: StartImport, tenantId: string): Promise<ReadingFacts> {
    const [mapping, { state }] = await Promise.all([
      this.mappingOf(command, tenantId),
      this.parts.commands.state(organizationFacts, tenantId, tenantId),
    ]);
    return { mapping, codePage: state.codePage, timeZone: state.timeZone };
  }

  /** A saved mapping by its name, or a mapping given as JSON. */
  private async mappingOf({ kind, mapping = '{}' }: StartImport, tenantId: string): Promise<ImportMapping> {
    if (mapping.trimStart().startsWith('{')) return readMapping(mapping);
    const { state } = await this.parts.commands.state(savedMappings, tenantId, kind);
    if (!Object.hasOwn(state.byName, mapping)) throw new DomainError('NOT_FOUND', 'There is no such mapping');
    return state.byName[mapping] as ImportMapping;
  }

  private async requestOf(
    command: OfImport,
    context: CommandContext,
    decide: (command: OfImport, batch: ImportBatch) => ImportEvent[],
  ): Promise<Requested> {
    const { importId } = command;
    const { state } = await this.parts.commands.state(importBatch, context.tenantId, importId);
    if (state.status === 'absent') throw noImport();
    const { service } = importFor(state.kind, context.actor);
    const wantsWork = accepts(() => decide(command, state));
    return this.request({ id: importId, service, wantsWork }, context, command, decide, undefined);
  }

  /**
   * Work is requested before the command is recorded: after a crash in between a worker finds the job, and nothing to
   * do. A refused or repeated command requests no work: it would replace the actor of the job with its own.
   */
  private async request<Command, Facts>(
    { id, service, wantsWork }: { readonly id: string; readonly service: string; readonly wantsWork: boolean },
    context: CommandContext,
    command: Command,
    decide: Decide<Command, ImportBatch, ImportEvent, Facts>,
    facts: Facts,
  ): Promise<Requested> {
    const { tenantId, actor } = context;
    const answer = (_: Command, { revision }: { readonly revision: number }): Created => ({ id, revision });
    const handling = {
      aggregate: importBatch,
      id,
      command,
      context,
      decide,
      facts: () => Promise.resolve(facts),
      answer,
    };
    if (wantsWork) await this.jobs.want(id, { tenantId, actor, service, notBeforeMs: UNRECORDED_MS });
    try {
      const { result, position } = await this.parts.commands.handle(handling);
      return { answer: result, position };
    } finally {
      await this.jobs.ready(id);
      this.wake();
    }
  }
}

/** @throws DomainError `VALIDATION_FAILED` with pointers into the mapping */
function readMapping(text: string): ImportMapping {
  try {
    return parse(ImportMapping, JSON.parse(text));
  } catch (error) {
    if (error instanceof DomainError) {
      throw invalid(error.fields.map((fault) => ({ ...fault, pointer: `/mapping${fault.pointer}` })));
    }
    throw invalid([{ pointer: '/mapping', code: 'FORMAT', message: 'must be the name of a saved mapping, or JSON' }]);
  }
}

function accepts(decide: () => unknown): boolean {
  try {
    decide();
    return true;
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}

/** Longer than any command takes. */
const UNRECORDED_MS = 60_000;
