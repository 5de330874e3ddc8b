import type { Created } from '#contracts/created';
import { DomainError } from '#contracts/errors';
import { csvLine } from '#contracts/values/csv';
import type { ImportTemplate } from '#contracts/imports/get-import-template';
import type { ImportMapping } from '#contracts/imports/import-mapping';
import type { ImportMappings } from '#contracts/imports/list-import-mappings';
import type { SaveImportMapping } from '#contracts/imports/save-import-mapping';
import type { StartImport } from '#contracts/imports/start-import';
import { permissionsOf, type Permission } from '#contracts/permissions';
import type { Position } from '#libs/event-log';
import { newIdOf, type Decide } from '#libs/event-sourcing';
import type { Actor, CommandContext } from '#libs/identity';
import { importBatch, type ImportBatch, type ImportEvent } from './batch/import-batch';
import { noImport, revertImport, runImport, startImport } from './batch/request-import';
import { saveMapping, savedMappings } from './batch/saved-mappings';
import type { ImportKind } from './import-kind';
import type { ImportParts } from './import-parts';
import type { JobTable } from './job-table';

export const MAX_IMPORT_BYTES = 10 * 1024 * 1024;

interface Requested {
  readonly answer: Created;
  readonly position?: Position;
}

interface OfImport {
  readonly importId: string;
}

/** What callers ask of imports. Each kind's own permission is needed, whatever the contract says. */
export class Imports {
  constructor(
    private readonly parts: ImportParts,
    private readonly jobs: Pick<JobTable, 'want' | 'ready'>,
    private readonly wake: () => void,
  ) {}

  /**
   * The file is kept from now on. @throws DomainError `NOT_FOUND`, `FORBIDDEN`, `PAYLOAD_TOO_LARGE`,
   * `UNSUPPORTED_MEDIA_TYPE`
   */
  async start(command: StartImport, context: CommandContext): Promise<Requested> {
    const kind = this.kindFor(command.kind, context.actor);
    const id = newIdOf(context.commandId, 'import');
    const { size, mediaType } = await this.parts.storage.head(context.tenantId, command.fileId);
    if (size > MAX_IMPORT_BYTES)
      throw new DomainError('PAYLOAD_TOO_LARGE', `A file has at most ${MAX_IMPORT_BYTES} bytes`);
    if (mediaType !== 'text/csv') {
      throw new DomainError('UNSUPPORTED_MEDIA_TYPE', `This is ${mediaType}; save the table as CSV`);
    }
    const mapping = await this.mappingOf(command, context.tenantId, kind);
    await this.parts.storage.claim(context.tenantId, command.fileId, id);
    return this.request(id, context, command, (...given) => startImport(...given), { mapping });
  }

  /** @throws DomainError `NOT_FOUND`, `FORBIDDEN`, `CONFLICT` */
  run(command: OfImport, context: CommandContext): Promise<Requested> {
    return this.requestOf(command, context, runImport);
  }

  /** @throws DomainError `NOT_FOUND`, `FORBIDDEN`, `CONFLICT`, `NOT_REVERSIBLE` */
  revert(command: OfImport, context: CommandContext): Promise<Requested> {
    return this.requestOf(command, context, revertImport);
  }

  /** A heading with every column, and a row as an example. */
  template(name: string, actor: Actor): ImportTemplate {
    const { columns } = this.kindFor(name, actor);
    const example = columns.map(({ kind }) => String(kind.example()));
    return { kind: name, csv: csvLine(columns.map((each) => each.name)) + csvLine(example) };
  }

  async mappings(
    name: string,
    { tenantId, actor }: Pick<CommandContext, 'tenantId' | 'actor'>,
  ): Promise<ImportMappings> {
    this.kindFor(name, actor);
    const { state } = await this.parts.commands.state(savedMappings, tenantId, name);
    return { kind: name, items: Object.entries(state.byName).map(([each, mapping]) => ({ name: each, mapping })) };
  }

  async saveMapping(command: SaveImportMapping, context: CommandContext): Promise<Requested> {
    this.kindFor(command.kind, context.actor);
    const { result, position } = await this.parts.commands.handle({
      aggregate: savedMappings,
      id: command.kind,
      command,
      context,
      decide: saveMapping,
      answer: (_, { revision }) => ({ id: newIdOf(context.tenantId, command.kind), revision }),
    });
    return { answer: result, ...(position !== undefined && { position }) };
  }

  /** The kinds that somebody may import and see imports of. */
  kindsOf(actor: Actor): readonly string[] {
    const held = permissionsOf(actor.roles);
    return this.parts.kinds.filter(({ permission }) => held.has(permission)).map(({ name }) => name);
  }

  /** @throws DomainError `FORBIDDEN`, `NOT_FOUND` */
  kindFor(name: string, actor: Actor): ImportKind {
    const kind = this.parts.kinds.find((each) => each.name === name);
    if (!kind) throw new DomainError('NOT_FOUND', 'There is no such kind of import');
    const needed: Permission = kind.permission;
    if (!permissionsOf(actor.roles).has(needed)) throw new DomainError('FORBIDDEN');
    return kind;
  }

  private async mappingOf(command: StartImport, tenantId: string, { name }: ImportKind): Promise<ImportMapping> {
    if (command.mapping) return command.mapping;
    if (command.mappingName === undefined) return {};
    const { state } = await this.parts.commands.state(savedMappings, tenantId, name);
    const { mappingName } = command;
    if (!Object.hasOwn(state.byName, mappingName)) throw new DomainError('NOT_FOUND', 'There is no such mapping');
    return state.byName[mappingName] as ImportMapping;
  }

  private async requestOf(
    command: OfImport,
    context: CommandContext,
    decide: (command: OfImport, batch: ImportBatch) => ImportEvent[],
  ): Promise<Requested> {
    const { importId } = command;
    const { state } = await this.parts.commands.state(importBatch, context.tenantId, importId);
    if (state.status === 'absent') throw noImport();
    this.kindFor(state.kind, context.actor);
    const isAccepted = accepts(() => decide(command, state));
    return this.request(importId, context, command, decide, undefined, isAccepted);
  }

  /**
   * Work is wanted before it is recorded, so that a death in between leaves none that nobody looks for. Whoever finds
   * such a job finds nothing to do. A request that is refused, or was taken before, wants none: it would put its own
   * actor in the place of the one that the work is done for.
   */
  private async request<Command, Facts>(
    id: string,
    context: CommandContext,
    command: Command,
    decide: Decide<Command, ImportBatch, ImportEvent, Facts>,
    facts: Facts,
    wantsWork = true,
  ): Promise<Requested> {
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
    if (wantsWork) await this.jobs.want(id, context.tenantId, context.actor, UNRECORDED_MS);
    try {
      const { result, position } = await this.parts.commands.handle(handling);
      return { answer: result, ...(position !== undefined && { position }) };
    } finally {
      await this.jobs.ready(id);
      this.wake();
    }
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
