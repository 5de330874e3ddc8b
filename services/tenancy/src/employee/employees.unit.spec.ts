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
import { MAX_SPELLS } from '#contracts/tenancy/employee-spells';
import type { ImportEmployee } from '#contracts/tenancy/import-employee';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { changeEmployee } from './change-employee';
import { createEmployee } from './create-employee';
import { employee, employeeIdentity, type EmployeeEvent } from './employee';
import type { Employee } from './employee-state';
import { eraseEmployee } from './erase-employee';
import type { EmployeeFacts } from './employee-facts.provider';
import type { NewEmployeeFacts } from './new-employee-facts.provider';
import { importEmployee } from './import-employee';
import { rehireEmployee } from './rehire-employee';
import { restoreEmployee } from './restore-employee';
import { terminateEmployee } from './terminate-employee';

const employeeId = GIVEN.newId('employee');
const departmentId = GIVEN.newId('department');
const details = {
  firstName: 'Ada',
  lastName: 'Lovelace',
  email: 'ada@example.com',
  position: null,
  location: null,
  departmentId: null,
  managerId: null,
};
const facts: EmployeeFacts = { departmentId: undefined, managerId: undefined, limit: 200, today: '2026-03-10' };
const adding: NewEmployeeFacts = { ...facts, employeeId, identity: null, isErased: false };
const identity = 'an-hmac-of-source-and-external-id';
const named = { source: 'bamboohr', externalId: 'E-1', identity };
const added: EmployeeEvent = event(EmployeeAdded, { employeeId, ...named, ...details });
const erased: EmployeeEvent = event(EmployeeErased, { employeeId, identity });
const started: EmployeeEvent = event(SpellStarted, { employeeId, spell: 1, startsOn: '2026-01-01' });
const ended = (lastDay: string, reason: string | null = null): EmployeeEvent =>
  event(SpellEnded, { employeeId, spell: 1, lastDay, reason });

describe('adding an employee', () => {
  it('begins their first employment', () => {
    given(employee)
      .when(createEmployee, { firstName: 'Ada', lastName: 'Lovelace', startsOn: '2026-01-01' }, { facts: adding })
      .then(
        event(EmployeeAdded, {
          employeeId,
          source: 'manual',
          externalId: null,
          identity: null,
          ...details,
          email: null,
        }),
        started,
      );
  });

  it('is refused for a person who was erased', () => {
    const person = { firstName: 'Ada', lastName: 'Lovelace', startsOn: '2026-01-01', externalId: 'E-1' };
    given(employee)
      .when(createEmployee, person, { facts: { ...adding, identity, isErased: true } })
      .thenRefused('ERASED');
  });
});

describe('changing an employee', () => {
  const change = (command: object, known: Partial<EmployeeFacts> = {}) =>
    given(employee, added, started).when(changeEmployee, { employeeId, ...command }, { facts: { ...facts, ...known } });

  it('records all details as of then, and keeps those that were not given', () => {
    change({ lastName: 'King', email: null }).then(
      event(EmployeeChanged, { employeeId, ...details, lastName: 'King', email: null }),
    );
  });

  it('puts a person into a department, and takes them out', () => {
    const inside = event(EmployeeChanged, { employeeId, ...details, departmentId });
    change({ department: 'Kitchen' }, { departmentId }).then(inside);
    given(employee, added, started, inside)
      .when(changeEmployee, { employeeId, department: null }, { facts: { ...facts, departmentId: null } })
      .then(event(EmployeeChanged, { employeeId, ...details }));
  });

  it('changes nothing when nothing differs', () => {
    change({ firstName: 'Ada', startsOn: '2026-01-01' }).thenNothing();
  });

  it('corrects the first day, within the employment and after the one before', () => {
    change({ startsOn: '2026-01-15' }).then(
      event(SpellStartCorrected, { employeeId, spell: 1, startsOn: '2026-01-15' }),
    );
    const again = event(SpellStarted, { employeeId, spell: 2, startsOn: '2026-06-01' });
    const history = given(employee, added, started, ended('2026-02-28'), again);
    history.when(changeEmployee, { employeeId, startsOn: '2026-02-28' }, { facts }).thenRefused('VALIDATION_FAILED');
    history
      .when(changeEmployee, { employeeId, startsOn: '2026-03-01' }, { facts })
      .then(event(SpellStartCorrected, { employeeId, spell: 2, startsOn: '2026-03-01' }));
  });

  it('makes nobody their own manager', () => {
    change({ manager: employeeId }, { managerId: employeeId }).thenRefused('VALIDATION_FAILED');
  });

  it('is refused for somebody unknown', () => {
    given(employee).when(changeEmployee, { employeeId }, { facts }).thenRefused('NOT_FOUND');
  });
});

describe('the end of an employment', () => {
  it('is recorded with its reason, and moved by saying it again', () => {
    given(employee, added, started)
      .when(terminateEmployee, { employeeId, lastDay: '2026-03-31', reason: 'Moved' }, { facts })
      .then(ended('2026-03-31', 'Moved'));
    given(employee, added, started, ended('2026-03-31'))
      .when(terminateEmployee, { employeeId, lastDay: '2026-04-30' }, { facts })
      .then(ended('2026-04-30'));
  });

  it('said again changes nothing', () => {
    given(employee, added, started, ended('2026-03-31'))
      .when(terminateEmployee, { employeeId, lastDay: '2026-03-31' }, { facts })
      .thenNothing();
  });

  it('is never before the first day', () => {
    given(employee, added, started)
      .when(terminateEmployee, { employeeId, lastDay: '2025-12-31' }, { facts })
      .thenRefused('VALIDATION_FAILED');
  });

  it('is that of somebody who is known', () => {
    given(employee).when(terminateEmployee, { employeeId, lastDay: '2026-03-31' }, { facts }).thenRefused('NOT_FOUND');
  });

  it('is taken back until the last day is over', () => {
    given(employee, added, started, ended('2026-03-10'))
      .when(terminateEmployee, { employeeId, lastDay: null }, { facts })
      .then(event(SpellEndWithdrawn, { employeeId, spell: 1 }));
    given(employee, added, started, ended('2026-03-09'))
      .when(terminateEmployee, { employeeId, lastDay: null }, { facts })
      .thenRefused('CONFLICT');
  });
});

describe('a rehire', () => {
  it('begins another employment of the same person', () => {
    given(employee, added, started, ended('2026-02-28'))
      .when(rehireEmployee, { employeeId, startsOn: '2026-06-01' })
      .then(event(SpellStarted, { employeeId, spell: 2, startsOn: '2026-06-01' }));
  });

  it.each([
    ['while an employment has no end', [], '2026-06-01', 'CONFLICT'],
    ['on a day of the one before', [ended('2026-06-01')], '2026-06-01', 'VALIDATION_FAILED'],
  ] as const)('is refused %s', (_, history, startsOn, code) => {
    given(employee, added, started, ...history)
      .when(rehireEmployee, { employeeId, startsOn })
      .thenRefused(code);
  });
});

it('the employments of a person end where one answer could not hold them all', () => {
  const days = Array.from({ length: MAX_SPELLS }, (_, at) =>
    new Date(Date.UTC(2020, 0, 1 + at)).toISOString().slice(0, 10),
  );
  const history = days.flatMap((day, at) => [
    event(SpellStarted, { employeeId, spell: at + 1, startsOn: day }),
    event(SpellEnded, { employeeId, spell: at + 1, lastDay: day, reason: null }),
  ]);
  const startsOn = '2026-06-01';
  given(employee, added, ...history)
    .when(rehireEmployee, { employeeId, startsOn })
    .thenRefused('LIMIT_REACHED');
  given(employee, added, ...history.slice(0, -2))
    .when(rehireEmployee, { employeeId, startsOn })
    .then(event(SpellStarted, { employeeId, spell: MAX_SPELLS, startsOn }));
});

describe('a slot among the employees', () => {
  it.each([
    ['taken by an employment without an end', [added, started], 1],
    ['free once its end is known', [added, started, ended('2026-12-31')], 0],
  ] as const)('is %s', (_, history, slots) => {
    given(employee, ...history)
      .when((_command, state) => {
        expect(employee.reserve?.(state).filter((each) => 'roster' in each)).toHaveLength(slots);
        return [];
      }, {})
      .thenNothing();
  });
});

describe('an erasure', () => {
  it('is recorded once', () => {
    given(employee, added, started).when(eraseEmployee, { employeeId }).then(erased);
    given(employee, added, started, erased).when(eraseEmployee, { employeeId }).thenNothing();
    given(employee).when(eraseEmployee, { employeeId }).thenRefused('NOT_FOUND');
  });

  it('leaves nothing personal in the state, frees the slot and keeps the identity', () => {
    const state = stateOf([added, started, erased]);
    expect(JSON.stringify(state)).not.toMatch(/Ada|Lovelace|example|E-1/);
    expect(employee.reserve?.(stateOf([added, started]))).toContainEqual({ roster: 'employees', scope: 'tenant' });
    expect(employee.reserve?.(state)).toEqual([employeeIdentity(identity)]);
  });

  it('is the end of changes', () => {
    const history = given(employee, added, started, erased);
    history.when(changeEmployee, { employeeId, firstName: 'Ada' }, { facts }).thenRefused('CONFLICT');
    history.when(terminateEmployee, { employeeId, lastDay: '2026-03-31' }, { facts }).thenRefused('CONFLICT');
    history.when(rehireEmployee, { employeeId, startsOn: '2026-06-01' }, { facts }).thenRefused('CONFLICT');
  });
});
describe('a row of an import', () => {
  const row = { externalId: 'E-1', source: 'bamboohr' };
  const known = { ...adding, identity, employeeId };
  const imported = (history: readonly EmployeeEvent[], more: Partial<ImportEmployee>) =>
    given(employee, ...history).when(importEmployee, { ...row, ...more }, { facts: known });
  const rehired: EmployeeEvent = event(SpellStarted, { employeeId, spell: 2, startsOn: '2026-06-01' });

  it('adds a person, with the end of the employment if there is one', () => {
    const person = event(EmployeeAdded, { employeeId, ...named, ...details, email: null });
    const employment = [started, ended('2026-03-31')];
    imported([], { firstName: 'Ada', lastName: 'Lovelace', startsOn: '2026-01-01', lastDay: '2026-03-31' }).then(
      person,
      ...employment,
    );
  });

  it.each([
    ['firstName', { lastName: 'Lovelace', startsOn: '2026-01-01' }],
    ['lastName', { firstName: 'Ada', startsOn: '2026-01-01' }],
    ['startsOn', { firstName: 'Ada', lastName: 'Lovelace' }],
  ])('adds nobody without %s', (_, fields) => {
    imported([], fields).thenRefused('VALIDATION_FAILED');
  });

  it('changes what it gives, and leaves the rest', () => {
    imported([added, started], { lastName: 'King' }).then(
      event(EmployeeChanged, { employeeId, ...details, lastName: 'King' }),
    );
    imported([added, started, ended('2026-03-31', 'Moved')], {
      firstName: 'Ada',
      startsOn: '2026-01-01',
      lastDay: '2026-03-31',
    }).thenNothing();
  });

  it('ends the employment, corrects its first day, and begins another one after its end', () => {
    imported([added, started], { lastDay: '2026-03-31', reason: 'Moved' }).then(ended('2026-03-31', 'Moved'));
    imported([added, started], { startsOn: '2026-01-15', lastDay: '2026-01-31' }).then(
      event(SpellStartCorrected, { employeeId, spell: 1, startsOn: '2026-01-15' }),
      ended('2026-01-31'),
    );
    imported([added, started, ended('2026-03-31')], { startsOn: '2026-06-01', lastDay: '2026-12-31' }).then(
      rehired,
      event(SpellEnded, { employeeId, spell: 2, lastDay: '2026-12-31', reason: null }),
    );
    imported([added, started, ended('2026-03-31')], { lastDay: '2025-12-31' }).thenRefused('VALIDATION_FAILED');
  });

  it('brings no erased person back', () => {
    imported([added, started, erased], { firstName: 'Ada', lastName: 'Lovelace' }).thenRefused('ERASED');
    given(employee, added, started, erased)
      .when(
        restoreEmployee,
        { employeeId, commandId: GIVEN.newId('command') },
        { facts: { former: stateOf([added, started]) } },
      )
      .thenRefused('CONFLICT');
  });

  it('is taken back to the details and days before it', () => {
    const changed = event(EmployeeChanged, { employeeId, ...details, lastName: 'King' });
    const restored = (before: readonly EmployeeEvent[], after: readonly EmployeeEvent[]) =>
      given(employee, ...before, ...after).when(
        restoreEmployee,
        { employeeId, commandId: GIVEN.newId('command') },
        { facts: { former: stateOf(before) } },
      );
    const past = ended('2026-03-31');
    restored([added, started], [changed, ended('2026-02-28')]).then(
      event(EmployeeChanged, { employeeId, ...details }),
      event(SpellEndWithdrawn, { employeeId, spell: 1 }),
    );
    restored([added, started, past], [rehired]).then(event(SpellWithdrawn, { employeeId, spell: 2 }));
    restored([added, started, past], [ended('2026-02-28', 'Moved')]).then(past);
    restored([added, started], [event(SpellStartCorrected, { employeeId, spell: 1, startsOn: '2026-02-01' })]).then(
      event(SpellStartCorrected, { employeeId, spell: 1, startsOn: '2026-01-01' }),
    );
  });
});

function stateOf(events: readonly EmployeeEvent[]): Employee {
  return events.reduce(
    (state, each, revision) => employee.evolve(state, { ...each, revision, occurredAt: GIVEN.now }),
    employee.initial(),
  );
}
