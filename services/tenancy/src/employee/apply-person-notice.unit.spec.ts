import fc from 'fast-check';
import { event } from '#contracts/declare/event';
import type { ApplyPersonNotice } from '#contracts/tenancy/apply-person-notice';
import {
  EmployeeAccessRevoked,
  EmployeeAdded,
  EmployeeChangeAwaited,
  EmployeeChanged,
  EmployeeErased,
  SpellEnded,
  SpellEndWithdrawn,
  SpellStarted,
} from '#contracts/tenancy/employee-events';
import { accessGaps } from '#contracts/tenancy/access-gaps';
import { employmentFacts } from '#contracts/tenancy/employment-facts';
import { NOTICE_KINDS } from '#contracts/tenancy/person-notice';
import { daysAfter } from '#contracts/values/local-date';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { appliedNotice, applyDueChanges, applyPersonNotice, type NoticeFacts } from './apply-person-notice';
import { employee, type EmployeeEvent } from './employee';
import type { Employee } from './employee-state';
import { eraseEmployee } from './erase-employee';
import { timelineOf } from './person-timeline';

const employeeId = GIVEN.newId('employee');
const identity = 'an-hmac-of-source-and-external-id';
const facts: NoticeFacts = {
  employeeId,
  identity,
  departmentId: undefined,
  managerId: undefined,
  limit: 200,
  today: '2026-08-01',
};

let notices = 0;

function notice(kind: ApplyPersonNotice['kind'], more: Partial<ApplyPersonNotice> = {}): ApplyPersonNotice {
  const noticeId = GIVEN.newId(`notice ${++notices}`);
  const dates = { happenedAt: `2026-02-01T00:00:${String(notices % 60).padStart(2, '0')}.000Z`, effectiveOn: null };
  return { source: 'bamboohr', externalId: 'E-1', noticeId, kind, ...dates, lastDay: null, person: {}, ...more };
}

const ADA = { firstName: 'Ada', lastName: 'Lovelace' };
const hired = notice('hired', { effectiveOn: '2026-03-01', happenedAt: '2026-02-01T00:00:00.000Z', person: ADA });
const leaves = notice('terminated', { lastDay: '2026-05-31', happenedAt: '2026-04-01T00:00:00.000Z' });
const corrected = notice('terminated', { lastDay: '2026-06-30', happenedAt: '2026-04-02T00:00:00.000Z' });

/** The state after notices in an order, each decided on the state before it. */
function after(commands: readonly ApplyPersonNotice[], start = employee.initial(), today = facts.today): Employee {
  let revision = start.statements.length * 10;
  return commands.reduce((state, command) => {
    const events = applyPersonNotice(command, state, { ...GIVEN, facts: { ...facts, today } });
    return events.reduce(
      (now, each) => employee.evolve(now, { ...each, revision: revision++, occurredAt: GIVEN.now }),
      state,
    );
  }, start);
}

const shown = ({ status, details, spells, accessRevokedAt, nextChangeOn }: Employee) => ({
  status,
  details,
  spells,
  accessRevokedAt,
  nextChangeOn,
});

describe('notices about a person', () => {
  it('make one employment with the corrected end, in whatever order and however often they come', () => {
    const twice = [corrected, leaves, hired].flatMap((each) => [
      each,
      { ...each, noticeId: GIVEN.newId(each.noticeId) },
    ]);
    for (const commands of [[hired, leaves, corrected], [corrected, leaves, hired], twice]) {
      expect(shown(after(commands))).toMatchObject({
        status: 'known',
        spells: [{ startsOn: '2026-03-01', lastDay: '2026-06-30' }],
      });
    }
  });

  it('that come first are kept until the person is known', () => {
    given(employee)
      .when(applyPersonNotice, leaves, { facts })
      .thenMatching({ type: 'PersonNoticeRecorded', data: { standing: 'unknown_person', follows: 0 } });
    const early = applyPersonNotice(leaves, employee.initial(), { ...GIVEN, facts });
    given(employee, ...early)
      .when(applyPersonNotice, hired, { facts })
      .thenMatching(
        { type: 'PersonNoticeRecorded', data: { standing: 'placed', follows: 3 } },
        { type: EmployeeAdded.type, data: ADA },
        event(SpellStarted, { employeeId, spell: 1, startsOn: '2026-03-01' }),
        event(SpellEnded, { employeeId, spell: 1, lastDay: '2026-05-31', reason: null }),
      );
  });

  it('of a leave belong to the employment that they name, also after a rehire', () => {
    const rehired = notice('rehired', { effectiveOn: '2026-09-01', happenedAt: '2026-08-01T00:00:00.000Z' });
    const spells = [
      { startsOn: '2026-03-01', lastDay: '2026-05-31', reason: null },
      { startsOn: '2026-09-01', lastDay: null, reason: null },
    ];
    const late = { ...leaves, happenedAt: '2026-08-15T00:00:00.000Z' };
    for (const commands of [
      [hired, leaves, rehired],
      [hired, rehired, leaves],
      [rehired, hired, late],
    ]) {
      expect(after(commands).spells).toEqual(spells);
    }
  });

  it('take an announced end back, and a later one stands', () => {
    const cancelled = notice('termination_cancelled', { happenedAt: '2026-04-01T12:00:00.000Z' });
    given(employee, ...eventsOf([hired, leaves]))
      .when(applyPersonNotice, cancelled, { facts })
      .thenMatching({ data: { follows: 1 } }, event(SpellEndWithdrawn, { employeeId, spell: 1 }));
    expect(after([cancelled, corrected, hired, leaves]).spells).toMatchObject([{ lastDay: '2026-06-30' }]);
  });

  it('of a leave before the first day are kept and change nothing', () => {
    const early = notice('terminated', { lastDay: '2026-02-15' });
    given(employee, ...eventsOf([hired]))
      .when(applyPersonNotice, early, { facts })
      .thenMatching({ data: { standing: 'unplaced', follows: 0 } });
    const sooner = notice('hired', { effectiveOn: '2026-02-01', happenedAt: '2026-03-01T00:00:00.000Z' });
    expect(after([hired, early, sooner]).spells).toEqual(after([sooner, early, hired]).spells);
  });

  it('of a hire before a rehire end the first employment where its end is, whatever other starts wait', () => {
    const rehired = notice('rehired', {
      effectiveOn: '2026-03-15',
      happenedAt: '2026-02-20T00:00:00.000Z',
      person: ADA,
    });
    const confused = notice('hired', { effectiveOn: '2026-03-08', lastDay: '2026-03-01', happenedAt: '2026-02-23T00:00:00.000Z' }); // prettier-ignore
    const first = notice('hired', { effectiveOn: '2026-03-01', happenedAt: '2026-02-26T00:00:00.000Z' });
    expect(after([rehired, confused, first]).spells).toEqual([
      expect.objectContaining({ startsOn: '2026-03-01', lastDay: '2026-03-01' }),
      expect.objectContaining({ startsOn: '2026-03-15', lastDay: null }),
    ]);
  });

  it('leave a later entry by hand as it is, and an earlier one gives way', () => {
    const byHand = (happened: string) =>
      [...eventsOf([hired]), event(SpellEnded, { employeeId, spell: 1, lastDay: '2026-05-15', reason: null })].reduce(
        (state, each, revision) => employee.evolve(state, { ...each, revision, occurredAt: happened }),
        employee.initial(),
      );
    expect(after([leaves], byHand('2026-04-05T00:00:00.000Z')).spells).toMatchObject([{ lastDay: '2026-05-15' }]);
    expect(after([leaves], byHand('2026-03-05T00:00:00.000Z')).spells).toMatchObject([{ lastDay: '2026-05-31' }]);
  });

  it('change details from the day on which they hold, and leave unsaid ones', () => {
    const from = (effectiveOn: string, position: string) =>
      notice('changed', { effectiveOn, person: { position }, happenedAt: `2026-06-0${position.length}T00:00:00.000Z` });
    const state = after([from('2026-06-20', 'Head baker'), from('2026-06-01', 'Baker'), hired]);
    expect(state.details).toMatchObject({ ...ADA, position: 'Head baker' });
    const cleared = notice('changed', { person: { position: null }, happenedAt: '2026-07-01T00:00:00.000Z' });
    given(employee, ...eventsOf([hired, from('2026-06-01', 'Baker')]))
      .when(applyPersonNotice, cleared, { facts })
      .thenMatching({ data: { cleared: ['position'] } }, { type: EmployeeChanged.type, data: { position: null } });
  });

  it('of a later change are applied on its day, as nobody had entered them by hand', () => {
    const mover = notice('changed', { effectiveOn: '2026-10-01', person: { position: 'Head baker' } });
    const awaited = (nextOn: string | null, follows: number) =>
      event(EmployeeChangeAwaited, { employeeId, nextOn, follows });
    given(employee, ...eventsOf([hired]))
      .when(applyPersonNotice, mover, { facts })
      .thenMatching({ data: { follows: 1 } }, awaited('2026-10-01', 0));
    const due = given(employee, ...eventsOf([hired, mover]));
    due.when(applyDueChanges, { employeeId }, { facts: { today: '2026-09-30' } }).thenNothing();
    const events = due.when(applyDueChanges, { employeeId }, { facts: { today: '2026-10-01' } }).events();
    expect(events).toMatchObject([awaited(null, 1), { type: EmployeeChanged.type, data: { position: 'Head baker' } }]);
    const { statements } = [...eventsOf([hired, mover]), ...events].reduce(
      (state, each, revision) => employee.evolve(state, { ...each, revision, occurredAt: GIVEN.now }),
      employee.initial(),
    );
    expect(statements).toHaveLength(2);
  });

  it('revoke access at once, and end no employment', () => {
    const revoked = notice('access_revoked', { happenedAt: '2026-04-01T09:00:00.000Z' });
    given(employee, ...eventsOf([hired]))
      .when(applyPersonNotice, revoked, { facts })
      .thenMatching(
        { data: { standing: 'placed' } },
        event(EmployeeAccessRevoked, { employeeId, revokedAt: '2026-04-01T09:00:00.000Z' }),
      );
  });

  it('are recorded once, and bring no erased person back', () => {
    given(employee, ...eventsOf([hired]))
      .when(applyPersonNotice, hired, { facts })
      .thenNothing();
    given(employee, ...eventsOf([hired]), event(EmployeeErased, { employeeId, identity }))
      .when(applyPersonNotice, leaves, { facts })
      .thenRefused('ERASED');
  });

  it('of somebody who is not known yet are erased as those of an employee', () => {
    const early = applyPersonNotice(leaves, employee.initial(), { ...GIVEN, facts });
    const erased = event(EmployeeErased, { employeeId, identity });
    given(employee, ...early)
      .when(eraseEmployee, { employeeId })
      .then(erased);
    given(employee, ...early, erased)
      .when(applyPersonNotice, hired, { facts })
      .thenRefused('ERASED');
  });

  it('are answered with what became of them', () => {
    const answer = (command: ApplyPersonNotice, ...before: ApplyPersonNotice[]) => {
      const events = applyPersonNotice(command, after(before), { ...GIVEN, facts });
      return appliedNotice(command, { id: employeeId, revision: 1, events });
    };
    expect(answer(hired)).toMatchObject({ outcome: 'created', isUnplaced: false });
    expect(answer(leaves, hired)).toMatchObject({ outcome: 'changed' });
    expect(answer(leaves, hired, leaves)).toMatchObject({ outcome: 'unchanged' });
    expect(answer(leaves)).toMatchObject({ outcome: 'unknown_person' });
    expect(answer(notice('terminated', { lastDay: '2026-02-15' }), hired)).toMatchObject({ isUnplaced: true });
  });
});

const day = fc.integer({ min: 0, max: 12 }).map((weeks) => daysAfter('2026-03-01', weeks * 7));
const anyNotice = fc
  .record({
    kind: fc.constantFrom(...NOTICE_KINDS),
    effectiveOn: day,
    lastDay: fc.option(day, { nil: null }),
    happenedAt: fc.integer({ min: 0, max: 20 }).map((days) => `${daysAfter('2026-02-20', days * 3)}T00:00:00.000Z`),
    position: fc.constantFrom('Baker', 'Cook', undefined),
  })
  .map(({ position, ...each }) =>
    notice(each.kind, { ...each, person: { ...ADA, ...(position !== undefined && { position }) } }),
  );

it('any permutation and repetition of the same notices ends in the same state', () => {
  const sets = fc.array(anyNotice, { minLength: 1, maxLength: 7 });
  const orders = sets.chain((set) =>
    fc.tuple(
      fc.shuffledSubarray(set, { minLength: set.length }),
      fc.shuffledSubarray([...set, ...set], { minLength: set.length * 2 }),
    ),
  );
  fc.assert(
    fc.property(orders, ([one, other]) => {
      const inOrder = (set: readonly ApplyPersonNotice[]) => shown(after(set, undefined, '2026-04-20'));
      expect(inOrder(other)).toEqual(inOrder(one));
    }),
    { numRuns: 300 },
  );
});

it('and in the same times without access, as the other services fold them', () => {
  const orders = fc
    .array(anyNotice, { minLength: 1, maxLength: 5 })
    .chain((set) => fc.tuple(fc.constant(set), fc.shuffledSubarray([...set, ...set], { minLength: set.length * 2 })));
  const gaps = (commands: readonly ApplyPersonNotice[]) =>
    accessGaps(
      eventsOf(commands).reduce(
        (state, each, revision) => employmentFacts.evolve(state, { ...each, revision, occurredAt: GIVEN.now } as never),
        employmentFacts.initial(),
      ),
      'Europe/Berlin',
    );
  fc.assert(
    fc.property(orders, ([once, again]) => expect(gaps(again)).toEqual(gaps(once))),
    { numRuns: 100 },
  );
});

it('employments follow one another, and each ends on or after its first day', () => {
  fc.assert(
    fc.property(fc.array(anyNotice, { maxLength: 8 }), (commands) => {
      const { spells } = after(commands);
      spells.forEach(({ startsOn, lastDay }, at) => {
        expect(lastDay === null || startsOn <= lastDay).toBe(true);
        const next = spells[at + 1];
        if (next) expect(lastDay !== null && lastDay < next.startsOn).toBe(true);
      });
    }),
    { numRuns: 300 },
  );
});

it('what was entered by hand makes the same employments as its own events', () => {
  const state = [
    event(EmployeeAdded, { employeeId, source: 'manual', externalId: null, identity: null, ...DETAILS }),
    event(SpellStarted, { employeeId, spell: 1, startsOn: '2026-01-01' }),
    event(SpellEnded, { employeeId, spell: 1, lastDay: '2026-01-31', reason: 'Moved' }),
    event(EmployeeChanged, { employeeId, ...DETAILS, position: 'Baker' }),
    event(SpellStarted, { employeeId, spell: 2, startsOn: '2026-03-01' }),
    event(SpellEnded, { employeeId, spell: 2, lastDay: '2026-03-31', reason: null }),
    event(SpellEndWithdrawn, { employeeId, spell: 2 }),
  ].reduce(
    (now, each, revision) => employee.evolve(now, { ...(each as EmployeeEvent), revision, occurredAt: GIVEN.now }),
    employee.initial(),
  );
  const { spells, details } = timelineOf(state.statements, facts.today);
  expect(spells).toEqual(state.spells);
  expect({ ...DETAILS, ...details }).toEqual(state.details);
});

const DETAILS = { ...ADA, email: null, position: null, location: null, departmentId: null, managerId: null };

function eventsOf(commands: readonly ApplyPersonNotice[]): EmployeeEvent[] {
  return commands.flatMap((command, at) =>
    applyPersonNotice(command, after(commands.slice(0, at)), { ...GIVEN, facts }),
  );
}
