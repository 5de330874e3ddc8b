import { BY_HAND } from '#contracts/tenancy/employee-events';
import { employeeFile } from '#contracts/tenancy/employee-import';
import { ImportEmployee } from '#contracts/tenancy/import-employee';
import { RestoreEmployee } from '#contracts/tenancy/restore-employee';
import { importKind } from '#libs/imports';

/** Each row is one command, which finds the person and decides by the log. */
export const employeeImport = importKind(employeeFile, {
  identify: ({ source = BY_HAND, externalId }) => `${source as string}\n${externalId as string}`,
  toCommands: (rows) =>
    rows.map(({ record, values }) => ({ contract: ImportEmployee, payload: values, records: [record] })),
  // An added person stays: an end or an erasure is a decision of its own.
  undo: ({ outcome, id: employeeId, commandId }) =>
    outcome === 'created' ? undefined : { contract: RestoreEmployee, payload: { employeeId, commandId } },
});
