import { DomainError } from '#contracts/errors';
import type { ImportFault, RowEffect } from '#contracts/imports/import-events';
import { parse } from '#contracts/declare/validation';
import { commandIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import { INFRASTRUCTURE, type ImportParts } from '../import-parts';
import type { ChunkPlan, PlannedCommand } from './chunk-plan';

export interface ChunkResult {
  readonly unchanged: number;
  readonly effects: readonly RowEffect[];
  readonly faults: readonly ImportFault[];
}

type ContextOf = (name: string) => CommandContext;

const AT_ONCE = 8;

/** Decides every command of a plan without sending any. */
export function checkPlan(
  plan: ChunkPlan,
  parts: Pick<ImportParts, 'check'>,
  contextOf: ContextOf,
  signal: AbortSignal,
) {
  return eachCommand(plan, signal, async ({ contract, payload, rows }, name) => {
    const changes = await parts.check(contract, parse(contract, payload), contextOf(name));
    return changes ? rows.map(({ line: _, ...row }) => ({ ...row, id: null, revision: null })) : [];
  });
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
    const { id, revision } = answer as { readonly id: string; readonly revision: number };
    return rows.map(({ line: _, ...row }) => ({ ...row, id, revision }));
  });
}

async function eachCommand(
  plan: ChunkPlan,
  signal: AbortSignal,
  carryOut: (command: PlannedCommand, name: string) => Promise<readonly RowEffect[]>,
): Promise<ChunkResult> {
  const effects: RowEffect[] = [];
  const faults: ImportFault[] = [...plan.faults];
  let unchanged = plan.unchanged;
  const left = plan.commands.values();
  const work = async () => {
    for (const command of left) {
      signal.throwIfAborted();
      try {
        const made = await carryOut(command, nameOf(command));
        effects.push(...made);
        if (made.length === 0) unchanged += command.rows.length;
      } catch (error) {
        if (!(error instanceof DomainError) || INFRASTRUCTURE.has(error.kind)) throw error;
        faults.push(...command.rows.map(({ record, line }) => faultOf(error, command, { record, line })));
      }
    }
  };
  // All are awaited: none may be in progress when the chunk is given up.
  const workers = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
  const failed = workers.find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
  const byRecord = (a: { readonly record: number }, b: { readonly record: number }) => a.record - b.record;
  return { unchanged, effects: effects.toSorted(byRecord), faults: faults.toSorted(byRecord) };
}

/** The first row of a command names it: no other command of the import has that row. */
function nameOf({ rows: [first] }: PlannedCommand): string {
  return `row/${first?.record}`;
}

/** The id of an import's command: the same whenever and wherever it is sent again. */
export function importCommandId(importId: string, name: string): string {
  return commandIdOf(importId, name);
}

function faultOf(
  error: DomainError,
  { payload }: PlannedCommand,
  at: Pick<ImportFault, 'record' | 'line'>,
): ImportFault {
  const [field] = error.fields;
  const [, column = null] = /^\/(\w{1,64})/.exec(field?.pointer ?? '') ?? [];
  const value = column === null ? undefined : (payload as Readonly<Record<string, unknown>>)[column];
  return {
    ...at,
    column,
    value: typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 200) : null,
    code: error.code === 'VALIDATION_FAILED' ? (field?.code ?? error.code) : error.code,
    reason: (field?.message ?? error.message).slice(0, 500),
  };
}
