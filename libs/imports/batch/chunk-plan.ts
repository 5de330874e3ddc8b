import { contractOf, declaredContracts, type ContractClass } from '#contracts/declare/contract';
import type { FieldChange, ImportFault } from '#contracts/imports/import-events';
import type { ExistingRow, ImportKind, RowToImport, RowValues } from '../import-kind';
import type { ChunkRow } from './chunk-reader';

export interface PlannedRow {
  readonly record: number;
  readonly line: number;
  /** Left to the command, for a kind that does not look for existing things. */
  readonly outcome?: 'created' | 'changed';
  readonly changes: readonly FieldChange[];
}

export interface PlannedCommand {
  readonly contract: ContractClass;
  readonly payload: object;
  readonly rows: readonly PlannedRow[];
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

/** Pure. `existing`: the existing things, by the value of the column that finds them. */
export function planChunk(
  chunk: number,
  rows: readonly ChunkRow[],
  kind: ImportKind,
  existing: ReadonlyMap<string, ExistingRow>,
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
    const { record, line, values } = row;
    const found = kind.existing && existing.get(String(values[kind.existing.by]));
    const changes = found ? differences(kind, values, found) : [];
    const fixed = changes.find(({ field }) => kind.columns.some(({ name, isFixed }) => name === field && isFixed));
    if (fixed) {
      const reason = `is ${fixed.from ?? 'empty'} and cannot be changed`.slice(0, 500);
      faults.push({ record, line, column: fixed.field, value: fixed.to, code: 'NOT_CHANGEABLE', reason });
    } else if (found && changes.length === 0) unchanged++;
    else {
      const outcome = found ? 'changed' : 'created';
      planned.set(record, { record, line, ...(kind.existing && { outcome }), changes });
      toImport.push({ record, values, changes, ...(found && { existing: found }) });
    }
  }
  return { chunk, unchanged, faults, commands: commandsOf(kind, toImport, planned) };
}

function commandsOf(
  kind: ImportKind,
  rows: readonly RowToImport[],
  planned: ReadonlyMap<number, PlannedRow>,
): readonly PlannedCommand[] {
  return kind.toCommands(rows).map(({ contract, payload, records }) => {
    const of = records.flatMap((record) => planned.get(record) ?? []);
    if (of.length !== records.length || of.length === 0 || of.length > MAX_GROUP) {
      throw new TypeError(`${kind.name} made a command of ${records.length} rows, which are not all of this chunk`);
    }
    return { contract, payload, rows: of };
  });
}

/** The values of a row that differ from the existing thing; columns without a value stay unchanged. */
function differences(kind: ImportKind, values: RowValues, existing: ExistingRow): readonly FieldChange[] {
  return kind.columns.flatMap(({ name }): FieldChange[] => {
    if (name === kind.existing?.by) return [];
    const [from, to] = [shown(existing[name]), shown(values[name])];
    return to === null || from === to ? [] : [{ field: name, from, to }];
  });
}

function shown(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, SHOWN);
}

/** A plan as it is stored: contracts by their subjects. */
export function planToText(plan: ChunkPlan): string {
  const commands = plan.commands.map(({ contract, ...rest }) => ({ subject: contractOf(contract).subject, ...rest }));
  return JSON.stringify({ ...plan, commands });
}

/** Undefined for a plan of another chunk, or with a contract that is unknown to this release. */
export function planFromText(text: string | null, chunk: number): ChunkPlan | undefined {
  if (text === null) return undefined;
  const kept = JSON.parse(text) as Omit<ChunkPlan, 'commands'> & {
    readonly commands: readonly (Omit<PlannedCommand, 'contract'> & { readonly subject: string })[];
  };
  if (kept.chunk !== chunk) return undefined;
  const commands = kept.commands.flatMap(({ subject, ...rest }) => {
    const contract = declaredContracts().find((each) => each.subject === subject)?.type;
    return contract ? [{ contract, ...rest }] : [];
  });
  return commands.length === kept.commands.length ? { ...kept, commands } : undefined;
}
