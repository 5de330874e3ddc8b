import type { Directory } from '#contracts/declare/directory';
import { eventDeclaration } from '#contracts/declare/event';
import { fieldsOf, type Field } from '#contracts/declare/fields';
import type { OnEvent } from '#contracts/declare/on';
import type { Recorded } from '#contracts/declare/recorded';
import {
  BigCountColumn,
  DayColumn,
  FlagColumn,
  IdColumn,
  InstantColumn,
  ReadModel,
  Searched,
  TenantColumn,
  TextColumn,
  type ColumnRules,
  type EntityClass,
  type PlatformReader,
} from '#libs/read-models';
import { change, projection, type Projection, type RowChange } from './projection';

/** An entry as a row: by organisation and id. */
export type DirectoryRow<Entry extends object> = Entry & { readonly tenantId: string; readonly id: string };

/** A directory in one service: a table in the service's schema, and the projection that fills it. */
export interface MountedDirectory<Entry extends object = object> {
  /** For joins and for `rows.findOneBy(table, { tenantId, id })`. */
  readonly table: EntityClass<DirectoryRow<Entry>>;
  /** `<service>.<directory>-directory`. Every reader of the table names it in `reads`. */
  readonly projection: Projection;
  /** The entries of all organisations, by organisation and id. */
  each(reader: Pick<PlatformReader, 'query'>): AsyncGenerator<DirectoryRow<Entry>>;
}

const PAGE_SIZE = 500;

/** Mounts a directory in a service. The feature that names it in `directories` has it filled. */
export function mountDirectory<Entry extends object>(
  service: string,
  directory: Directory<Entry>,
): MountedDirectory<Entry> {
  const table = tableOf(service, directory);
  return {
    table,
    projection: projectionOf(service, directory, table),
    async *each(reader) {
      let last: DirectoryRow<Entry> | undefined;
      do {
        const after = last && { tenantId: last.tenantId, id: last.id };
        const page = await reader.query((rows) => {
          const query = rows.createQueryBuilder(table, 'entry').orderBy('entry.tenantId').addOrderBy('entry.id');
          if (after) query.where('(entry.tenantId, entry.id) > (:tenantId, :id)', after);
          return query.limit(PAGE_SIZE).getMany();
        });
        yield* page;
        last = page.length < PAGE_SIZE ? undefined : page.at(-1);
      } while (last);
    },
  };
}

function tableOf<Entry extends object>(
  schema: string,
  { name, version, entry, searched }: Directory<Entry>,
): EntityClass<DirectoryRow<Entry>> {
  const table = class {};
  Object.defineProperty(table, 'name', { value: `${entry.name}Row` });
  TenantColumn()(table.prototype, 'tenantId');
  IdColumn({ key: true })(table.prototype, 'id');
  for (const field of fieldsOf(entry)) columnOf(name, field)(table.prototype, field.name);
  ReadModel({ schema, table: `${name.replaceAll('-', '_')}_directory`, version })(table);
  if (searched.length > 0) Searched(...searched)(table);
  return table as EntityClass<DirectoryRow<Entry>>;
}

const BY_FORMAT: Readonly<Record<string, (rules: ColumnRules) => PropertyDecorator>> = {
  uuid: IdColumn,
  'date-time': InstantColumn,
  date: DayColumn,
};
const BY_TYPE: Readonly<Record<string, (rules: ColumnRules) => PropertyDecorator>> = {
  string: TextColumn,
  boolean: FlagColumn,
  integer: BigCountColumn,
};

/** @throws TypeError for a field that is not a single value: a directory holds names and a few attributes */
function columnOf(directory: string, { name, kind, nullable, optional }: Field): PropertyDecorator {
  const { type, format } = kind.schema({ use: 'answer', nested: () => ({}) }) as { type?: string; format?: string };
  const column = BY_FORMAT[format ?? ''] ?? BY_TYPE[type ?? ''];
  if (!column || optional) throw new TypeError(`directory ${directory}: ${name} cannot be a column`);
  return column(nullable ? { nullable } : {});
}

function projectionOf<Entry extends object>(
  service: string,
  directory: Directory<Entry>,
  table: EntityClass<DirectoryRow<Entry>>,
): Projection {
  const fields = new Set(fieldsOf(directory.entry).map(({ name }) => name));
  const only = (entry: object) =>
    Object.fromEntries(Object.entries(entry).filter(([name]) => fields.has(name))) as Partial<Entry>;
  const made = directory.from.map((each) =>
    rowsOf(each, (event, entry) => {
      const key = { tenantId: event.tenantId, id: idOf(event) };
      return change(table, key as never, () => ({ ...only(entry), ...key }) as never);
    }),
  );
  const changed = directory.on.map((each) =>
    rowsOf(each, (event, fieldsNow) => {
      const key = { tenantId: event.tenantId, id: idOf(event) };
      return change(table, key as never, (row) => (row && fieldsNow ? { ...row, ...only(fieldsNow) } : undefined));
    }),
  );
  return projection({
    name: `${directory.name}-directory`,
    service,
    version: directory.version,
    tables: [table],
    keyColumn: 'id',
    key: idOf,
    on: [...made, ...changed],
  });
}

function rowsOf<Result>(
  { of, handle }: OnEvent<Result>,
  changeBy: (event: Recorded, result: Result) => RowChange,
): OnEvent<readonly RowChange[]> {
  return { of, handle: (event) => [changeBy(event, handle(event))] };
}

/** The entity's id, in the field that the event's declaration names. */
function idOf({ type, data }: Recorded): string {
  const field = eventDeclaration(type)?.entity.id ?? '';
  return (data as Readonly<Record<string, string>>)[field] ?? '';
}
