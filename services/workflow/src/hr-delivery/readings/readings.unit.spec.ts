import { readBambooHr } from './bamboohr';
import { readCanonical } from './canonical';
import { readDeel } from './deel';
import { readHiBob } from './hibob';
import { bodyOf } from './json';
import { readPersonio } from './personio';
import { dayIn, instantIn } from './values';

const AT = '2026-03-29T10:00:00.000Z';
const said = (reading: object) => (reading as { readonly said: readonly object[] }).said;

describe('the canonical body', () => {
  const hired = {
    type: 'person.hired',
    timestamp: '2026-02-01T08:00:00+01:00',
    data: {
      externalId: 'E-1',
      firstName: 'Ada',
      lastName: 'Lovelace',
      email: null,
      department: 'Kitchen',
      manager: 'E-9',
      startsOn: '2026-03-01',
      shoeSize: 40,
    },
  };

  it('says what the person has, and passes unknown fields over', () => {
    expect(said(readCanonical(hired, AT))).toEqual([
      {
        kind: 'hired',
        externalId: 'E-1',
        happenedAt: '2026-02-01T07:00:00.000Z',
        startsOn: '2026-03-01',
        leaveOn: null,
        person: { firstName: 'Ada', lastName: 'Lovelace', email: null, department: 'Kitchen', manager: 'E-9' },
        reason: null,
      },
    ]);
  });

  it('is two notices where a hire has its end in view', () => {
    const limited = { ...hired, data: { ...hired.data, endsOn: '2026-08-31' } };
    expect(said(readCanonical(limited, AT))).toEqual([
      expect.objectContaining({ kind: 'hired', startsOn: '2026-03-01', leaveOn: null }),
      expect.objectContaining({ kind: 'terminated', startsOn: null, leaveOn: '2026-08-31', person: {} }),
    ]);
  });

  it.each([
    ['no object', 'text'],
    ['another type', { ...hired, type: 'person.promoted' }],
    ['no person', { ...hired, data: { firstName: 'Ada' } }],
    ['a day that is none', { ...hired, data: { ...hired.data, startsOn: '2026-02-30' } }],
    ['a hire without a day', { ...hired, data: { externalId: 'E-1' } }],
    ['a leave without a day', { ...hired, type: 'person.terminated', data: { externalId: 'E-1' } }],
    ['a time that is none', { ...hired, timestamp: 'yesterday' }],
  ])('is unreadable with %s, and quotes nothing of it', (_, body) => {
    const reading = readCanonical(body, AT);
    expect(reading.is).toBe('unreadable');
    expect(JSON.stringify(reading)).not.toMatch(/Ada|yesterday|promoted/);
  });
});

describe('BambooHR', () => {
  it('names a person in an event, also in a form', () => {
    const event = { type: 'employee.updated', timestamp: '2026-01-31T18:42:00+0000', data: { employeeId: '67890' } };
    const fetched = { kind: 'fetch', externalId: '67890', happenedAt: '2026-01-31T18:42:00.000Z' };
    expect(said(readBambooHr(event, AT))).toEqual([fetched]);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = Buffer.from('type=employee.updated&timestamp=2026-01-31T18:42:00%2B0000&data[employeeId]=67890');
    expect(said(readBambooHr(bodyOf({ headers, body }), AT))).toEqual([fetched]);
  });

  it('lists people with fields that the customer has named', () => {
    const fields = { 'First name': { value: 'Ada' }, lastName: { value: 'Lovelace' }, 'Hire Date': '2026-03-01' };
    const employees = [
      { id: 5, action: 'Created', fields },
      {
        id: 6,
        action: 'Updated',
        fields: { 'Job Title': 'Baker', Location: 'Berlin', 'Termination Date': '2026-06-30' },
      },
      { id: 7, action: 'Updated', changedFields: ['Termination Date'], fields: { 'Termination Date': '0000-00-00' } },
    ];
    expect(said(readBambooHr({ employees }, AT))).toEqual([
      expect.objectContaining({ kind: 'hired', externalId: '5', startsOn: '2026-03-01' }),
      expect.objectContaining({ kind: 'changed', externalId: '6', person: { position: 'Baker', location: 'Berlin' } }),
      expect.objectContaining({ kind: 'terminated', externalId: '6', leaveOn: '2026-06-30' }),
      expect.objectContaining({ kind: 'changed', externalId: '7' }),
      expect.objectContaining({ kind: 'termination_cancelled', externalId: '7' }),
    ]);
  });
});

describe('HiBob', () => {
  const event = (type: string, data: object = { employeeId: '42' }) => ({
    type,
    triggeredAt: '2026-03-28T23:00:00.000',
    data,
  });

  it('tells a leave, and a leave of absence is none', () => {
    expect(said(readHiBob(event('employee.left'), AT))).toMatchObject([{ kind: 'terminated', leaveOn: '2026-03-28' }]);
    expect(said(readHiBob(event('employee.inactivated'), AT))).toEqual([
      { kind: 'review', reason: 'leave_of_absence' },
    ]);
  });

  it('names people to be fetched, and tells nothing about anything else', () => {
    expect(said(readHiBob(event('employee.created'), AT))).toMatchObject([{ kind: 'fetch', externalId: '42' }]);
    expect(said(readHiBob(event('timeoff.request.created'), AT))).toEqual([]);
    expect(readHiBob(event('employee.updated', {}), AT).is).toBe('unreadable');
  });
});

describe('Deel', () => {
  const event = (resource: unknown, event_type = 'contract.created') => ({
    data: { meta: { event_type, tracking_id: 't-1' }, resource },
    timestamp: '2026-03-01T00:00:00Z',
  });
  const contract = {
    id: 'c-1',
    title: 'Baker',
    start_date: '2026-03-01',
    worker: { id: 'w-1', first_name: 'Ada', last_name: 'Lovelace' },
  };

  it('has one contract, or a list of them', () => {
    const hired = (externalId: string) => ({
      kind: 'hired',
      externalId,
      startsOn: '2026-03-01',
      person: { firstName: 'Ada', lastName: 'Lovelace', position: 'Baker' },
    });
    expect(said(readDeel(event(contract), AT))).toMatchObject([hired('c-1')]);
    expect(said(readDeel(event([contract, { ...contract, id: 'c-2' }]), AT))).toMatchObject([
      hired('c-1'),
      hired('c-2'),
    ]);
  });

  it('ends a contract on its day', () => {
    const over = { id: 'c-1', completion_date: '2026-06-30' };
    expect(said(readDeel(event(over, 'contract.terminated'), AT))).toMatchObject([
      { kind: 'terminated', externalId: 'c-1', leaveOn: '2026-06-30' },
    ]);
    expect(said(readDeel(event({ id: 'i-1' }, 'invoice.paid'), AT))).toEqual([]);
  });
});

it('Personio names people to be fetched', () => {
  const body = { event: 'person.updated', data: { person: { id: 77 } } };
  expect(said(readPersonio(body, AT))).toEqual([{ kind: 'fetch', externalId: '77', happenedAt: AT }]);
  expect(said(readPersonio({ ...body, event: 'document.created' }, AT))).toEqual([]);
});

it.each([
  ['2026-03-29', '2026-03-29'],
  ['2026-03-29T00:00:00Z', '2026-03-29'],
  ['0000-00-00', undefined],
  ['2026-02-30', undefined],
  ['29.03.2026', undefined],
])('the day in %s is %s', (text, day) => {
  expect(dayIn(text)).toBe(day);
});

it.each([
  ['1774778400', '2026-03-29T10:00:00.000Z'],
  [1_774_778_400_000, '2026-03-29T10:00:00.000Z'],
  ['2026-03-29T12:00:00+02:00', '2026-03-29T10:00:00.000Z'],
  ['2026-03-29 10:00', '2026-03-29T10:00:00.000Z'],
  ['soon', undefined],
])('the time in %s is %s', (text, time) => {
  expect(instantIn(text)).toBe(time);
});
