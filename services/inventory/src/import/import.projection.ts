import { on } from '#contracts/declare/on';
import {
  ImportFinished,
  ImportProgressed,
  ImportRead,
  ImportReverted,
  ImportRunRequested,
  ImportStarted,
  ImportUndoRequested,
  ImportUndone,
} from '#contracts/imports/import-events';
import type { Recorded } from '#libs/event-sourcing';
import { change, projection, type RowChange } from '#libs/projections';
import { ImportFaultRow, ImportRow } from './import.entity';

const MAX_KEPT = 1_000;
const NOTHING = { seen: 0, created: 0, changed: 0, unchanged: 0, bad: 0 };

type Of<Data extends object> = Recorded<{ type: string; data: Data }>;

function changed<Data extends { readonly importId: string }>(
  { tenantId, data, revision, recordedAt: updatedAt }: Of<Data>,
  to: (row: ImportRow) => Partial<ImportRow>,
): RowChange {
  return change(
    ImportRow,
    { tenantId, importId: data.importId },
    (row) => row && { ...row, ...to(row), updatedAt, revision },
  );
}

function faults({ tenantId, data, revision }: Of<ImportProgressed>): RowChange[] {
  const { importId } = data;
  return data.faults.map(({ record, line, column: field, value, code, reason }) =>
    change(ImportFaultRow, { tenantId, importId, revision, record }, () => {
      return { tenantId, importId, revision, record, line, field, value, code, reason };
    }),
  );
}

/** The counts of a pass begin anew with its first chunk. */
function counted(row: ImportRow, { pass, chunk, effects, unchanged, faults: bad }: ImportProgressed, revision: number) {
  const before = chunk === 0 ? NOTHING : row;
  return {
    pass,
    passFrom: chunk === 0 ? revision : row.passFrom,
    status: pass === 'run' ? ('running' as const) : row.status,
    seen: before.seen + effects.length + unchanged + bad.length,
    created: before.created + effects.filter(({ outcome }) => outcome === 'created').length,
    changed: before.changed + effects.filter(({ outcome }) => outcome === 'changed').length,
    unchanged: before.unchanged + unchanged,
    bad: before.bad + bad.length,
  };
}

export const importProjection = projection({
  name: 'import',
  service: 'inventory',
  version: 1,
  tables: [ImportRow, ImportFaultRow],
  keyColumn: 'importId',
  key: (event) => (event.data as { importId: string }).importId,
  on: [
    on(ImportStarted, ({ tenantId, data: { importId, kind, mode, dryRun }, revision, recordedAt }) => [
      change(ImportRow, { tenantId, importId }, () => ({
        tenantId,
        importId,
        kind,
        mode,
        dryRun,
        status: 'reading' as const,
        pass: 'check' as const,
        passFrom: 0,
        rows: 0,
        ...NOTHING,
        undone: 0,
        code: null,
        reason: null,
        guesses: [],
        kept: [],
        createdAt: recordedAt,
        updatedAt: recordedAt,
        revision,
      })),
    ]),
    on(ImportRead, (event) => [changed(event, () => ({ rows: event.data.rows, guesses: event.data.guesses }))]),
    on(ImportProgressed, (event) => [
      changed(event, (row) => counted(row, event.data, event.revision)),
      ...faults(event),
    ]),
    on(ImportRunRequested, (event) => [changed(event, () => ({ status: 'running', dryRun: false, seen: 0 }))]),
    on(ImportFinished, (event) => [
      changed(event, () => ({ status: event.data.outcome, code: event.data.code, reason: event.data.reason })),
    ]),
    on(ImportUndoRequested, (event) => [changed(event, () => ({ status: 'running' as const }))]),
    on(ImportUndone, (event) => [
      changed(event, ({ undone, kept }) => ({
        undone: undone + event.data.undone,
        kept: [...kept, ...event.data.kept].slice(0, MAX_KEPT),
      })),
    ]),
    on(ImportReverted, (event) => [changed(event, () => ({ status: 'reverted' }))]),
  ],
});
