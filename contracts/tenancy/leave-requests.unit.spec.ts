import { parse } from '../declare/validation';
import type { ContractClass } from '../declare/contract';
import { ApplyPersonNotice } from './apply-person-notice';
import { TerminateEmployee } from './terminate-employee';

const id = '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071';
const notice = {
  source: 'bamboohr',
  externalId: 'E-1',
  noticeId: id,
  happenedAt: '2026-01-31T09:00:00.000Z',
  effectiveOn: null,
  lastDay: null,
  person: {},
};

function pointersOf(type: ContractClass, request: object): readonly string[] {
  try {
    parse(type, request);
    return [];
  } catch (error) {
    return (error as { fields: readonly { pointer: string }[] }).fields.map(({ pointer }) => pointer);
  }
}

it('a leave has a day', () => {
  expect(pointersOf(TerminateEmployee, { employeeId: id })).toEqual(['/lastDay']);
  expect(pointersOf(TerminateEmployee, { employeeId: id, lastDay: '2026-02-30' })).toEqual(['/lastDay']);
  expect(pointersOf(TerminateEmployee, { employeeId: id, lastDay: null })).toEqual([]);
  expect(pointersOf(ApplyPersonNotice, { ...notice, kind: 'terminated' })).toEqual(['/lastDay']);
  expect(pointersOf(ApplyPersonNotice, { ...notice, kind: 'terminated', effectiveOn: '2026-02-28' })).toEqual([]);
});

it('a hire has one, and a revocation of access needs none', () => {
  for (const kind of ['hired', 'rehired']) {
    expect(pointersOf(ApplyPersonNotice, { ...notice, kind })).toEqual(['/effectiveOn']);
  }
  expect(pointersOf(ApplyPersonNotice, { ...notice, kind: 'access_revoked' })).toEqual([]);
});
