import { contractOf, declaredContracts, type ContractClass } from '#contracts/declare/contract';
import type { FieldChange, ImportFault, ImportPass } from '#contracts/imports/import-events';
import { existingKey, type ExistingRow, type ImportKind, type RowToImport, type RowValues } from '../import-kind';
import type { ChunkRow } from './chunk-reader';
import { namedBy, referencesOf, type NamedRows } from './named-rows';

export interface PlannedRow {
  readonly record: number;
  readonly line: number;
  /** Left to the command, for a kind that does not look for existing things. */
  readonly outcome?: 'created' | 'changed';
  readonly changes: readonly FieldChange[];
  readonly followsSupply?: true;
}

export interface PlannedCommand {
  readonly contract: ContractClass;
  readonly payload: object;
  readonly rows: readonly PlannedRow[];
  readonly lane?: string;
  readonly columns?: Readonly<Record<string, string>>;
  /** The payload's list with an element for each row. */
  readonly list?: string;
  /** The record that names it. Default: the first of its rows. */
  readonly named?: number;
}

/**
 * The commands of a chunk before the first one is sent. It is stored, so that a replica that takes over sends the same.
 */
export interface ChunkPlan {
  readonly chunk: number;
  readonly unchanged: number;
  readonly faults: readonly ImportFault[];
  readonly commands: readonly PlannedCommand[];
}

const SHOWN = 200;
const MAX_GROUP = 500;

/** Pure. `found`: the things that the rows name. */
export function planChunk(
  { chunk, pass, importId }: { readonly chunk: number; readonly pass: ImportPass; readonly importId: string },
  rows: readonly ChunkRow[],
  kind: ImportKind,
  found: NamedRows,
): ChunkPlan {
  const faults: ImportFault[] = [];
  const planned = new Map<number, PlannedRow>();
  const toImport: RowToImport[] = [];
  let unchanged = 0;
  for (const row of rows) {
    if ('fault' in row) {
      faults.push(row.fault);
      continue;
    }
    const { record, line, values, followsNeeded, followsSupply, part } = row;
    const unknown = unknownReference(kind, values, found);
    if (unknown !== undefined) {
      const value = namedBy(values, unknown)?.slice(0, SHOWN) ?? null;
      faults.push({ record, line, column: unknown, value, code: 'NOT_FOUND', reason: 'names nothing that is here' });
      continue;
    }
    const references = referencesOf(kind.references ?? {}, values, found.references);
    const existing = existingThing(kind, { values, references }, found);
    const changes = existing ? differences(kind, values, existing) : [];
    const fixed = changes.find(({ field }) => kind.columns.some(({ name, isFixed }) => name === field && isFixed));
    if (fixed) {
      const reason = `is ${fixed.from ?? 'empty'} and cannot be changed`.slice(0, 500);
      faults.push({ record, line, column: fixed.field, value: fixed.to, code: 'NOT_CHANGEABLE', reason });
    } else if (existing && changes.length === 0) unchanged++;
    else {
      const outcome = existing ? ('changed' as const) : ('created' as const);
      const more = { ...((kind.existing ?? kind.addsOnly) && { outcome }), ...(followsSupply && { followsSupply }) };
      planned.set(record, { record, line, changes, ...more });
      toImport.push({ record, values, changes, references, followsNeeded, ...(existing && { existing }), ...part });
    }
  }
  return { chunk, unchanged, faults, commands: commandsOf(kind, { rows: toImport, pass, importId }, planned) };
}

function existingThing(
  { existing }: ImportKind,
  { values, references }: Pick<RowToImport, 'values' | 'references'>,
  found: NamedRows,
): ExistingRow | undefined {
  const key = existing && existingKey(existing, values, references);
  return key === undefined ? undefined : found.existing.get(existing?.fold(key) ?? key);
}

function unknownReference({ references = {} }: ImportKind, values: RowValues, found: NamedRows): string | undefined {
  return Object.entries(references).find(([column, { fold }]) => {
    const named = namedBy(values, column);
    return named !== undefined && !found.references[column]?.has(fold(named));
  })?.[0];
}

function commandsOf(
  kind: ImportKind,
  {
    rows,
    pass,
    importId,
  }: { readonly rows: readonly RowToImport[]; readonly pass: ImportPass; readonly importId: string },
  planned: ReadonlyMap<number, PlannedRow>,
): readonly PlannedCommand[] {
  return kind.toCommands(rows, pass, importId).map(({ records, ...command }) => {
    const of = records.flatMap((record) => planned.get(record) ?? []);
    if (of.length !== records.length || of.length === 0 || of.length > MAX_GROUP) {
      throw new TypeError(`${kind.name} made a command of ${records.length} rows, which are not all of this chunk`);
    }
    return { ...command, rows: of };
  });
}

/** The values of a row that differ from the existing thing; columns without a value stay unchanged. */
function differences(kind: ImportKind, values: RowValues, existing: ExistingRow): readonly FieldChange[] {
  const by = new Set([kind.existing?.by ?? []].flat());
  const former = kind.existing?.valuesOf?.(existing) ?? existing;
  return kind.columns.flatMap(({ name }): FieldChange[] => {
    if (by.has(name)) return [];
    const [from, to] = [textOf(former[name]), textOf(values[name])];
    return to === null || from === to
      ? []
      : [{ field: name, from: from?.slice(0, SHOWN) ?? null, to: to.slice(0, SHOWN) }];
  });
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Plans as they are stored: contracts by their subjects. */
export function plansToText(plans: readonly ChunkPlan[]): string {
  return JSON.stringify(
    plans.map(({ commands, ...plan }) => ({
      ...plan,
      commands: commands.map(({ contract, ...rest }) => ({ subject: contractOf(contract).subject, ...rest })),
    })),
  );
}

/** Undefined where one of these chunks is not among the stored ones, or has a contract that is unknown to this release. */
export function plansFromText(text: string | null, chunks: readonly number[]): readonly ChunkPlan[] | undefined {
  // A release before this one stored one plan at a time.
  const stored = text === null ? [] : [JSON.parse(text) as StoredPlan | readonly StoredPlan[]].flat();
  const plans = chunks.flatMap((chunk) => {
    const kept = stored.find((plan) => plan.chunk === chunk);
    return kept ? (withContracts(kept) ?? []) : [];
  });
  return plans.length === chunks.length ? plans : undefined;
}

type StoredPlan = Omit<ChunkPlan, 'commands'> & {
  readonly commands: readonly (Omit<PlannedCommand, 'contract'> & { readonly subject: string })[];
};

function withContracts({ commands: kept, ...plan }: StoredPlan): ChunkPlan | undefined {
  const commands = kept.flatMap(({ subject, ...rest }) => {
    const contract = declaredContracts().find((each) => each.subject === subject)?.type;
    return contract ? [{ contract, ...rest }] : [];
  });
  return commands.length === kept.length ? { ...plan, commands } : undefined;
}
