import type { ContractClass } from '#contracts/declare/contract';
import type { ImportRules } from '#libs/imports';

/** The rows of a chunk as one command, which decides those of each stream together. */
export function together(contract: ContractClass): ImportRules['toCommands'] {
  return (rows, _, importId) => {
    if (rows.length === 0) return [];
    const payload = { importId, rows: rows.map(({ values }) => values) };
    return [{ contract, payload, records: rows.map(({ record }) => record), list: 'rows' }];
  };
}

/** The undo of a chunk as one command. */
export function undoneTogether(contract: ContractClass): NonNullable<ImportRules['undoRows']> {
  return (effects, importId) => {
    if (effects.length === 0) return [];
    const things = effects.map(({ id, outcome, revision }) => ({ id, outcome, revision }));
    return [{ contract, payload: { importId, things }, records: effects.map(({ record }) => record) }];
  };
}
