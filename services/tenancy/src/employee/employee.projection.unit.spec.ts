import { event } from '#contracts/declare/event';
import {
  EmployeeAdded,
  EmployeeChanged,
  EmployeeErased,
  SpellEnded,
  SpellEndWithdrawn,
  SpellStartCorrected,
  SpellStarted,
  SpellWithdrawn,
} from '#contracts/tenancy/employee-events';
import { folding } from '#libs/testing/folding';
import { GIVEN } from '#libs/testing/given-when-then';
import type { EmployeeEvent } from './employee';
import { EmployeeRow } from './employee.entity';
import { employeeProjection } from './employee.projection';

const employeeId = GIVEN.newId('employee');
const details = {
  firstName: 'Ada',
  lastName: 'Lovelace',
  email: null,
  position: null,
  location: null,
  departmentId: null,
  managerId: null,
};
const added = event(EmployeeAdded, { employeeId, source: 'manual', externalId: null, identity: null, ...details });
const started = event(SpellStarted, { employeeId, spell: 1, startsOn: '2026-01-01' });
const ended = event(SpellEnded, { employeeId, spell: 1, lastDay: '2026-03-31', reason: 'Moved' });
const rowAfter = (...events: readonly EmployeeEvent[]) =>
  folding(employeeProjection, added, ...events).rowOf(EmployeeRow);

it('shows an employee with the first employment', () => {
  expect(rowAfter(started)).toMatchObject({
    ...details,
    employeeId,
    startsOn: '2026-01-01',
    lastDay: null,
    spells: [{ startsOn: '2026-01-01', lastDay: null, reason: null }],
    revision: 1,
  });
});

it('shows changed details, and moves the entity tag', () => {
  const changed = event(EmployeeChanged, { employeeId, ...details, lastName: 'King' });
  expect(rowAfter(started, changed)).toMatchObject({ lastName: 'King', revision: 2 });
});

it('shows the days of the latest employment, and all of them', () => {
  const again = event(SpellStarted, { employeeId, spell: 2, startsOn: '2026-06-01' });
  const corrected = event(SpellStartCorrected, { employeeId, spell: 2, startsOn: '2026-06-15' });
  expect(rowAfter(started, ended)).toMatchObject({ lastDay: '2026-03-31' });
  expect(rowAfter(started, ended, again, corrected)).toMatchObject({
    startsOn: '2026-06-15',
    lastDay: null,
    spells: [
      { startsOn: '2026-01-01', lastDay: '2026-03-31', reason: 'Moved' },
      { startsOn: '2026-06-15', lastDay: null, reason: null },
    ],
  });
});

it('shows the employment before again after a rehire was taken back', () => {
  const rehired = event(SpellStarted, { employeeId, spell: 2, startsOn: '2026-06-01' });
  const withdrawn = event(SpellWithdrawn, { employeeId, spell: 2 });
  expect(rowAfter(started, ended, rehired, withdrawn)).toMatchObject({
    startsOn: '2026-01-01',
    lastDay: '2026-03-31',
    spells: [{ startsOn: '2026-01-01', lastDay: '2026-03-31', reason: 'Moved' }],
  });
});

it('shows no end after it was taken back', () => {
  const withdrawn = event(SpellEndWithdrawn, { employeeId, spell: 1 });
  expect(rowAfter(started, ended, withdrawn)).toMatchObject({
    lastDay: null,
    spells: [{ startsOn: '2026-01-01', lastDay: null, reason: null }],
  });
});

it('shows nothing personal of an erased employee, and the days of the employments', () => {
  expect(rowAfter(started, ended, event(EmployeeErased, { employeeId, identity: null }))).toMatchObject({
    externalId: null,
    firstName: null,
    lastName: null,
    email: null,
    position: null,
    location: null,
    spells: [{ startsOn: '2026-01-01', lastDay: '2026-03-31', reason: null }],
  });
});
