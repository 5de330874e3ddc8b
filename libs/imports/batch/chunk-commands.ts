import type { Created } from '#contracts/created';
import { DomainError } from '#contracts/errors';
import type { ImportFault, RowEffect } from '#contracts/imports/import-events';
import type { ChangesTold, RowDone, RowsDone } from '#contracts/imports/rows-done';
import { parse } from '#contracts/declare/validation';
import { commandIdOf, type Checked } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import { INFRASTRUCTURE, type ImportParts } from '../import-parts';
import type { ChunkPlan, PlannedCommand, PlannedRow } from './chunk-plan';
import { commandDone, shownValue, type CommandDone } from './rows-done';

export interface ChunkResult {
  readonly unchanged: number;
  /** The slots that the rows take, in a check. */
  readonly slots: number;
  readonly effects: readonly RowEffect[];
  readonly faults: readonly ImportFault[];
}

type ContextOf = (name: string) => CommandContext;

/** As many as go into one statement of a kind: what they ask of the log and the database is joined. */
const AT_ONCE = 256;
/** Commands of many rows ask for many things each: so many rows are worth joined statements, and more only wait in memory. */
const ROWS_AT_ONCE = 600;
/** One is decided while another is written. */
const LEAST_AT_ONCE = 3;
/** Of a row that is decided only when those before it are recorded. */
const UNDECIDED: Checked & ChangesTold = { outcome: 'changed' };

interface CheckOptions {
  readonly signal: AbortSignal;
  readonly slotsTaken: number;
  /** The codes of refusals that earlier rows may prevent. */
  readonly settled?: ReadonlySet<string> | undefined;
}

/** Takes a refusal that earlier rows may prevent for no decision; throws any other. */
function undecidedIf(settled: ReadonlySet<string> | undefined, rows: readonly PlannedRow[]) {
  return (error: unknown): (Checked & ChangesTold) | RowsDone => {
    const mayBeSettled = rows.some(({ followsSupply }) => followsSupply);
    if (mayBeSettled && error instanceof DomainError && settled?.has(error.code)) return UNDECIDED;
    throw error;
  };
}

/**
 * Decides every command without sending any. `slotsTaken`: by the rows of the chunks before, which are not sent either;
 * a row beyond the last slot is bad.
 */
export async function checkPlans(
  plans: readonly ChunkPlan[],
  parts: Pick<ImportParts, 'check'>,
  contextOf: ContextOf,
  { signal, slotsTaken, settled }: CheckOptions,
): Promise<readonly ChunkResult[]> {
  const slotsLeft: SlotsLeft = new Map();
  const checked = await eachCommand(plans, signal, async (command, name) => {
    const { contract, payload, rows } = command;
    const found = await parts
      .check(contract, parse(contract, payload), contextOf(name))
      .catch(undecidedIf(settled, rows));
    if ('rows' in found) return withoutIds(commandDone(command, found.rows, UNMADE));
    const { outcome, slotsLeft: left, changes = [] } = found;
    if (outcome === 'unchanged') return NOTHING;
    if (left !== undefined && rows[0]) slotsLeft.set(rows[0].record, left);
    return commandDone(command, [], { ...UNMADE, outcome, changes });
  });
  let taken = slotsTaken;
  return checked.map((result, index) => {
    const within = withinSlots(result, plans[index] as ChunkPlan, { slotsLeft, taken });
    taken += within.slots;
    return within;
  });
}

/** The slots that were left for the command that a row is the first of. */
type SlotsLeft = Map<number, number>;

function withinSlots(
  result: ChunkResult,
  { commands }: ChunkPlan,
  { slotsLeft, taken: before }: { readonly slotsLeft: SlotsLeft; readonly taken: number },
): ChunkResult {
  const beyond = new Set<number>();
  let taken = before;
  for (const { record } of result.effects) {
    const left = slotsLeft.get(record);
    if (left === undefined) continue;
    if (taken < left) taken++;
    else beyond.add(record);
  }
  const full = commands.filter(({ rows: [first] }) => first && beyond.has(first.record));
  const refused = new Set(full.flatMap(({ rows }) => rows.map(({ record }) => record)));
  return {
    ...result,
    slots: taken - before,
    effects: result.effects.filter(({ record }) => !refused.has(record)),
    faults: [...result.faults, ...full.flatMap((each) => faultsOf(new DomainError('LIMIT_REACHED'), each))].toSorted(
      byRecord,
    ),
  };
}

/** The answer to a command of rows. */
interface OfRows extends Required<ChangesTold> {
  readonly outcome: RowEffect['outcome'];
  readonly rows: readonly Partial<RowDone>[];
}

const NOTHING: CommandDone = { effects: [], faults: [] };
const UNMADE = { outcome: 'changed', id: null, revision: null, changes: [] } as const;

/** A check makes nothing. */
function withoutIds({ effects, faults }: CommandDone): CommandDone {
  return { effects: effects.map((effect) => ({ ...effect, id: null, revision: null })), faults };
}

/** Sends every command; a command sent before, under the same id, gets its first answer. */
export function runPlans(
  plans: readonly ChunkPlan[],
  parts: Pick<ImportParts, 'execute'>,
  contextOf: ContextOf,
  signal: AbortSignal,
): Promise<readonly ChunkResult[]> {
  return eachCommand(plans, signal, async (command, name) => {
    const { contract, payload } = command;
    const { answer, unchanged } = await parts.execute(contract, parse(contract, payload), contextOf(name));
    if (unchanged) return NOTHING;
    const {
      id = null,
      revision = null,
      outcome = 'changed',
      changes = [],
      rows = [],
    } = answer as Partial<Created & OfRows>;
    return commandDone(command, rows, { outcome, id, revision, changes });
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

/** The results of the chunks, in their order. */
async function eachCommand(
  plans: readonly ChunkPlan[],
  signal: AbortSignal,
  carryOut: (command: PlannedCommand, name: string) => Promise<CommandDone>,
): Promise<readonly ChunkResult[]> {
  const chunks = plans.map(({ unchanged, faults }) => ({ unchanged, faults: [...faults], effects: [] as RowEffect[] }));
  const one = async ({ command, chunk }: Sent): Promise<void> => {
    signal.throwIfAborted();
    const into = chunks[chunk] as (typeof chunks)[number];
    try {
      const { effects, faults } = await carryOut(command, nameOf(command));
      into.effects.push(...effects);
      into.faults.push(...faults);
      into.unchanged += command.rows.length - effects.length - faults.length;
    } catch (error) {
      if (!(error instanceof DomainError) || INFRASTRUCTURE.has(error.kind)) throw error;
      const alone = eachAlone(command);
      if (alone.length === 0) into.faults.push(...faultsOf(error, command));
      else for (const each of alone) await one({ command: each, chunk });
    }
  };
  const left = lanesOf(plans).values();
  const work = async () => {
    for (const lane of left) for (const sent of lane) await one(sent);
  };
  // All are awaited: none may be in progress when the chunks are given up.
  const workers = await Promise.allSettled(Array.from({ length: atOnce(plans) }, work));
  const failed = workers.find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
  return chunks.map(({ unchanged, effects, faults }) => ({
    unchanged,
    slots: 0,
    effects: effects.toSorted(byRecord),
    faults: faults.toSorted(byRecord),
  }));
}

function atOnce(plans: readonly ChunkPlan[]): number {
  const commands = plans.flatMap((plan) => plan.commands);
  const rows = commands.reduce((sum, command) => sum + command.rows.length, 0);
  const fit = Math.floor((ROWS_AT_ONCE * commands.length) / Math.max(rows, 1));
  return Math.min(Math.max(fit, LEAST_AT_ONCE), AT_ONCE);
}

type Lists = Readonly<Record<string, readonly object[]>>;

/** A command for each row of one that was refused as a whole; none for one that cannot be divided. */
function eachAlone({ list, payload, rows, ...command }: PlannedCommand): readonly PlannedCommand[] {
  if (list === undefined || rows.length < 2) return [];
  const elements = (payload as Lists)[list] ?? [];
  return rows.map((row, at) => ({ ...command, list, rows: [row], payload: { ...payload, [list]: [elements[at]] } }));
}

/** A command, and the index of its chunk. */
interface Sent {
  readonly command: PlannedCommand;
  readonly chunk: number;
}

/** The commands by lane, each in the order of the plans. */
function lanesOf(plans: readonly ChunkPlan[]): readonly (readonly Sent[])[] {
  const lanes = new Map<string, Sent[]>();
  for (const [chunk, { commands }] of plans.entries()) {
    for (const command of commands) {
      const name = command.lane ?? nameOf(command);
      const lane = lanes.get(name);
      if (lane) lane.push({ command, chunk });
      else lanes.set(name, [{ command, chunk }]);
    }
  }
  return [...lanes.values()];
}

function byRecord(a: { readonly record: number }, b: { readonly record: number }): number {
  return a.record - b.record;
}

function faultsOf(error: DomainError, command: PlannedCommand): readonly ImportFault[] {
  return command.rows.map(({ record, line }) => faultOf(error, command, { record, line }));
}

/**
 * The first row of a command names it: no other command of the import has that row, but for the one that is sent for it
 * alone after a refusal. One that says its name is the same command in each chunk.
 */
function nameOf({ rows: [first, ...more], named }: PlannedCommand): string {
  return named === undefined ? rowsCommand(first?.record ?? 0, more.length) : rowCommand(named);
}

/** A command of a row, and of so many more. */
export function rowsCommand(record: number, more: number): string {
  const name = rowCommand(record);
  return more > 0 ? `${name}+${more}` : name;
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
  { payload, columns = {}, list }: PlannedCommand,
  at: Pick<ImportFault, 'record' | 'line'>,
): ImportFault {
  const [field] = error.fields;
  // A row that is alone in its list.
  const [pointer, values] =
    list !== undefined && field?.pointer.startsWith(`/${list}/0/`)
      ? [field.pointer.slice(`/${list}/0`.length), (payload as Lists)[list]?.[0] ?? {}]
      : [field?.pointer ?? '', payload];
  const [, name] = /^\/(\w{1,64})/.exec(pointer) ?? [];
  const value = name === undefined ? undefined : (values as Readonly<Record<string, unknown>>)[name];
  return {
    ...at,
    column: name === undefined ? null : (columns[name] ?? name),
    value: shownValue(value),
    code: error.code === 'VALIDATION_FAILED' ? (field?.code ?? error.code) : error.code,
    reason: (field?.message ?? error.message).slice(0, 500),
  };
}
