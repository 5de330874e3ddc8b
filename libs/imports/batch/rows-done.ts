import type { ImportFault, RowEffect } from '#contracts/imports/import-events';
import type { RowDone } from '#contracts/imports/rows-done';
import type { PlannedCommand } from './chunk-plan';

/** What became of the rows of a command; those that it does not name are unchanged. */
export interface CommandDone {
  readonly effects: readonly RowEffect[];
  readonly faults: readonly ImportFault[];
}

/** From an answer that has an element for each row. `of`: of each row that it tells nothing of. */
export function commandDone(
  { rows, payload, list, columns = {} }: PlannedCommand,
  answer: readonly Partial<RowDone>[],
  of: Pick<RowEffect, 'outcome' | 'id' | 'revision' | 'changes'>,
): CommandDone {
  const effects: RowEffect[] = [];
  const faults: ImportFault[] = [];
  for (const [at, row] of rows.entries()) {
    const own = answer[at] ?? {};
    if (own.outcome === 'unchanged') continue;
    if (own.outcome === 'bad') {
      const elements = list === undefined ? undefined : (payload as Lists)[list];
      faults.push(faultOf(own, { row, values: elements?.[at] ?? payload, columns }));
      continue;
    }
    const { record, outcome, changes } = row;
    effects.push({
      record,
      outcome: own.outcome ?? outcome ?? of.outcome,
      id: own.id ?? of.id,
      revision: own.revision ?? of.revision,
      changes: [own.changes ?? [], of.changes].find((each) => each.length > 0) ?? changes,
    });
  }
  return { effects, faults };
}

type Lists = Readonly<Record<string, readonly object[]>>;

function faultOf(
  { column = null, code, reason }: Partial<RowDone>,
  {
    row: { record, line },
    values,
    columns,
  }: {
    readonly row: PlannedCommand['rows'][number];
    readonly values: object;
    readonly columns: Readonly<Record<string, string>>;
  },
): ImportFault {
  return {
    record,
    line,
    column: column === null ? null : (columns[column] ?? column),
    value: column === null ? null : shownValue((values as Readonly<Record<string, unknown>>)[column]),
    code: code ?? 'CONFLICT',
    reason: reason ?? '',
  };
}

/** The value of a cell as a fault shows it. */
export function shownValue(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 200) : null;
}
