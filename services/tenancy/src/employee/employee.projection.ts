import { on } from '#contracts/declare/on';
import {
  EmployeeAccessRevoked,
  EmployeeAdded,
  EmployeeChangeAwaited,
  EmployeeChanged,
  EmployeeErased,
  EmployeeLinked,
  EmployeeUnlinked,
  PersonNoticeRecorded,
  SpellEnded,
  SpellEndWithdrawn,
  SpellStartCorrected,
  SpellStarted,
  SpellWithdrawn,
  type EmployeeFact,
} from '#contracts/tenancy/employee-events';
import type { EmploymentSpell } from '#contracts/tenancy/employee-spells';
import type { Recorded } from '#libs/event-sourcing';
import { change, projection, type RowChange } from '#libs/projections';
import { EmployeeRow } from './employee.entity';

type EmployeeEvent<Data extends EmployeeFact = EmployeeFact> = Recorded<{ type: string; data: Data }>;

function changed(event: EmployeeEvent, fields: (row: EmployeeRow) => Partial<EmployeeRow>): RowChange[] {
  const { tenantId, data, revision, recordedAt: updatedAt } = event;
  const key = { tenantId, employeeId: data.employeeId };
  return [change(EmployeeRow, key, (row) => row && { ...row, ...fields(row), updatedAt, revision })];
}

/** As a fold of the log gives it, once the person's key is destroyed. */
function erased({ spells }: EmployeeRow): Partial<EmployeeRow> {
  const nobody = { externalId: null, firstName: null, lastName: null, email: null, position: null, location: null };
  return { ...nobody, spells: spells.map((spell) => ({ ...spell, reason: null })) };
}

/** The days of the latest employment are columns of their own. */
function withSpells(spells: readonly EmploymentSpell[]): Partial<EmployeeRow> {
  const latest = spells.at(-1);
  return { spells, ...(latest && { startsOn: latest.startsOn, lastDay: latest.lastDay }) };
}

function inSpell(event: EmployeeEvent<EmployeeFact & { spell: number }>, said: Partial<EmploymentSpell>): RowChange[] {
  const at = event.data.spell - 1;
  return changed(event, ({ spells }) =>
    withSpells(spells.map((each, index) => (index === at ? { ...each, ...said } : each))),
  );
}

export const employeeProjection = projection({
  name: 'employee',
  service: 'tenancy',
  version: 3,
  tables: [EmployeeRow],
  keyColumn: 'employeeId',
  key: (event) => (event.data as { employeeId: string }).employeeId,
  on: [
    on(EmployeeAdded, ({ tenantId, data: { identity: _, ...data }, revision, recordedAt }) => [
      change(EmployeeRow, { tenantId, employeeId: data.employeeId }, () => ({
        ...data,
        location: data.location ?? null,
        tenantId,
        // The event of the first employment follows in the same append.
        startsOn: recordedAt.slice(0, 10),
        lastDay: null,
        userId: null,
        nextChangeOn: null,
        spells: [],
        createdAt: recordedAt,
        updatedAt: recordedAt,
        revision,
      })),
    ]),
    on(EmployeeChanged, (event) => {
      const { employeeId: _, ...details } = event.data;
      return changed(event, () => details);
    }),
    // Before the person is known, there is no row.
    on(PersonNoticeRecorded, (event) => changed(event, () => ({}))),
    on(EmployeeAccessRevoked, (event) => changed(event, () => ({}))),
    on(EmployeeChangeAwaited, (event) => changed(event, () => ({ nextChangeOn: event.data.nextOn }))),
    on(EmployeeLinked, (event) => changed(event, () => ({ userId: event.data.userId }))),
    on(EmployeeUnlinked, (event) => changed(event, () => ({ userId: null }))),
    on(EmployeeErased, (event) => changed(event, erased)),
    on(SpellStarted, (event) => {
      const { startsOn } = event.data;
      return changed(event, ({ spells }) => withSpells([...spells, { startsOn, lastDay: null, reason: null }]));
    }),
    on(SpellWithdrawn, (event) => changed(event, ({ spells }) => withSpells(spells.slice(0, -1)))),
    on(SpellStartCorrected, (event) => inSpell(event, { startsOn: event.data.startsOn })),
    on(SpellEnded, (event) => inSpell(event, { lastDay: event.data.lastDay, reason: event.data.reason })),
    on(SpellEndWithdrawn, (event) => inSpell(event, { lastDay: null, reason: null })),
  ],
});
