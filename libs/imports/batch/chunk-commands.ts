import type { Created } from '#contracts/created';
import { DomainError } from '#contracts/errors';
import type { ImportFault, RowEffect } from '#contracts/imports/import-events';
import { parse } from '#contracts/declare/validation';
import { commandIdOf, type Checked } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import { INFRASTRUCTURE, type ImportParts } from '../import-parts';
import type { ChunkPlan, PlannedCommand, PlannedRow } from './chunk-plan';

export interface ChunkResult {
  readonly unchanged: number;
  /** The slots that the rows take, in a check. */
  readonly slots: number;
  readonly effects: readonly RowEffect[];
  readonly faults: readonly ImportFault[];
}

type ContextOf = (name: string) => CommandContext;

const AT_ONCE = 24;
/** Of a row that is decided only when those before it are recorded. */
const UNDECIDED: Checked = { outcome: 'changed' };

interface CheckOptions {
  readonly signal: AbortSignal;
  readonly slotsTaken: number;
  /** The codes of refusals that earlier rows may prevent. */
  readonly settled?: ReadonlySet<string> | undefined;
}

/** Takes a refusal that earlier rows may prevent for no decision; throws any other. */
function undecidedIf(settled: ReadonlySet<string> | undefined, rows: readonly PlannedRow[]) {
  return (error: unknown): Checked => {
    const mayBeSettled = rows.some(({ followsSupply }) => followsSupply);
    if (mayBeSettled && error instanceof DomainError && settled?.has(error.code)) return UNDECIDED;
    throw error;
  };
}

/**
 * Decides every command of a plan without sending any. `slotsTaken`: by the rows of the chunks before, which are not sent
 * either; a row beyond the last slot is bad.
 */
export async function checkPlan(
  plan: ChunkPlan,
  parts: Pick<ImportParts, 'check'>,
  contextOf: ContextOf,
  { signal, slotsTaken, settled }: CheckOptions,
): Promise<ChunkResult> {
  const slotsLeft = new Map<number, number>();
  const checked = await eachCommand(plan, signal, async ({ contract, payload, rows }, name) => {
    const checked = await parts
      .check(contract, parse(contract, payload), contextOf(name))
      .catch(undecidedIf(settled, rows));
    const { outcome, slotsLeft: left } = checked;
    if (outcome === 'unchanged') return [];
    if (left !== undefined && rows[0]) slotsLeft.set(rows[0].record, left);
    return rows.map((row) => ({ ...effectOf(row, outcome), id: null, revision: null }));
  });
  const beyond = new Set<number>();
  let taken = slotsTaken;
  for (const { record } of checked.effects) {
    const left = slotsLeft.get(record);
    if (left === undefined) continue;
    if (taken < left) taken++;
    else beyond.add(record);
  }
  const full = plan.commands.filter(({ rows: [first] }) => first && beyond.has(first.record));
  return {
    ...checked,
    slots: taken - slotsTaken,
    effects: checked.effects.filter(
      ({ record }) => !full.some(({ rows }) => rows.some((row) => row.record === record)),
    ),
    faults: [...checked.faults, ...full.flatMap((each) => faultsOf(new DomainError('LIMIT_REACHED'), each))].toSorted(
      byRecord,
    ),
  };
}

/** Sends every command of a plan; a command sent before, under the same id, gets its first answer. */
export function runPlan(
  plan: ChunkPlan,
  parts: Pick<ImportParts, 'execute'>,
  contextOf: ContextOf,
  signal: AbortSignal,
) {
  return eachCommand(plan, signal, async ({ contract, payload, rows }, name) => {
    const { answer, unchanged } = await parts.execute(contract, parse(contract, payload), contextOf(name));
    if (unchanged) return [];
    const { id, revision, outcome = 'changed' } = answer as Created & { readonly outcome?: RowEffect['outcome'] };
    return rows.map((row) => ({ ...effectOf(row, outcome), id, revision }));
  });
}

/** The result for a kind of personal data: lines, columns and codes. */
export function withoutValues({ effects, faults, ...counts }: ChunkResult): ChunkResult {
  return {
    ...counts,
    effects: effects.map((each) => ({
      ...each,
      changes: each.changes.map(({ field }) => ({ field, from: null, to: null })),
    })),
    faults: faults.map((each) => ({ ...each, value: null })),
  };
}

async function eachCommand(
  plan: ChunkPlan,
  signal: AbortSignal,
  carryOut: (command: PlannedCommand, name: string) => Promise<readonly RowEffect[]>,
): Promise<ChunkResult> {
  const effects: RowEffect[] = [];
  const faults: ImportFault[] = [...plan.faults];
  let unchanged = plan.unchanged;
  const one = async (command: PlannedCommand) => {
    signal.throwIfAborted();
    try {
      const made = await carryOut(command, nameOf(command));
      effects.push(...made);
      if (made.length === 0) unchanged += command.rows.length;
    } catch (error) {
      if (!(error instanceof DomainError) || INFRASTRUCTURE.has(error.kind)) throw error;
      faults.push(...faultsOf(error, command));
    }
  };
  const left = lanesOf(plan).values();
  const work = async () => {
    for (const lane of left) for (const command of lane) await one(command);
  };
  // All are awaited: none may be in progress when the chunk is given up.
  const workers = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
  const failed = workers.find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
  return { unchanged, slots: 0, effects: effects.toSorted(byRecord), faults: faults.toSorted(byRecord) };
}

/** The commands by lane, each in the order of the plan. */
function lanesOf({ commands }: ChunkPlan): readonly (readonly PlannedCommand[])[] {
  const lanes = new Map<string, PlannedCommand[]>();
  for (const command of commands) {
    const name = command.lane ?? nameOf(command);
    lanes.set(name, [...(lanes.get(name) ?? []), command]);
  }
  return [...lanes.values()];
}

function byRecord(a: { readonly record: number }, b: { readonly record: number }): number {
  return a.record - b.record;
}

/** As the plan has it, or else as the command did. */
function effectOf({ record, changes, outcome: planned }: PlannedRow, outcome: RowEffect['outcome']) {
  return { record, changes, outcome: planned ?? outcome };
}

function faultsOf(error: DomainError, command: PlannedCommand): readonly ImportFault[] {
  return command.rows.map(({ record, line }) => faultOf(error, command, { record, line }));
}

/** The first row of a command names it: no other command of the import has that row. */
function nameOf({ rows: [first] }: PlannedCommand): string {
  return rowCommand(first?.record ?? 0);
}

/** A command of which a row is the first. */
export function rowCommand(record: number): string {
  return `row/${record}`;
}

/** The id of an import's command: the same whenever and wherever it is sent again. */
export function importCommandId(importId: string, name: string): string {
  return commandIdOf(importId, name);
}

function faultOf(
  error: DomainError,
  { payload, columns = {} }: PlannedCommand,
  at: Pick<ImportFault, 'record' | 'line'>,
): ImportFault {
  const [field] = error.fields;
  const [, name] = /^\/(\w{1,64})/.exec(field?.pointer ?? '') ?? [];
  const value = name === undefined ? undefined : (payload as Readonly<Record<string, unknown>>)[name];
  return {
    ...at,
    column: name === undefined ? null : (columns[name] ?? name),
    value: typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 200) : null,
    code: error.code === 'VALIDATION_FAILED' ? (field?.code ?? error.code) : error.code,
    reason: (field?.message ?? error.message).slice(0, 500),
  };
}
