import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { allContracts } from '../catalogue';
import { requestFaults } from '../declare/request-rules';
import { parse } from '../declare/validation';
import { GetShifts } from './get-shifts';
import { SetKpiTarget } from './set-kpi-target';
import { SetProductStandard } from './set-product-standard';
import { SetShiftCalendar } from './set-shift-calendar';
import { SetShiftException } from './set-shift-exception';

const faultsOf = (type: new () => object, body: object) => {
  const faults = requestFaults(Object.assign(new type(), body));
  return faults.map(({ pointer, code }) => [pointer, code]);
};
const shift = (name: string, start: string, end: string, more: object = {}) => ({ name, start, end, ...more });
const week = (...shifts: object[]) => faultsOf(SetShiftCalendar, { validFrom: '2026-01-01', shifts });
const early = shift('Early', '06:00', '14:00', { weekdays: [1, 2, 3, 4, 5] });

describe('the shifts of a week', () => {
  it('may follow on each other, over midnight and over the end of the week', () => {
    const all = [1, 2, 3, 4, 5, 6, 7];
    const shifts = [
      shift('Early', '06:00', '14:00', { weekdays: all }),
      shift('Late', '14:00', '22:00', { weekdays: all }),
      shift('Night', '22:00', '06:00', { weekdays: all }),
    ];
    expect(week(...shifts)).toEqual([]);
    expect(week(shift('Day', '06:00', '06:00', { weekdays: all }))).toEqual([]);
    expect(week()).toEqual([]);
  });

  it('may have one name at other times on other days', () => {
    expect(week(early, shift('Early', '07:00', '12:00', { weekdays: [6] }))).toEqual([]);
    expect(week(early, shift('EARLY', '16:00', '18:00', { weekdays: [5] }))).toEqual([['/shifts/1/name', 'REPEATED']]);
  });

  it.each([
    ['on one day', early, shift('Late', '13:59', '22:00', { weekdays: [3] }), 1],
    ['within another', early, shift('Short', '08:00', '09:00', { weekdays: [3] }), 1],
    [
      'over midnight',
      shift('Night', '22:00', '06:01', { weekdays: [1] }),
      shift('Early', '06:00', '14:00', { weekdays: [2] }),
      1,
    ],
    [
      'over the end of the week',
      shift('Early', '06:00', '14:00', { weekdays: [1] }),
      shift('Night', '22:00', '06:01', { weekdays: [7] }),
      0,
    ],
    [
      'for 24 hours',
      shift('Day', '06:00', '06:00', { weekdays: [1] }),
      shift('Early', '05:00', '07:00', { weekdays: [2] }),
      1,
    ],
  ])('do not overlap %s', (_, one, other, at) => {
    expect(week(one, other)).toEqual([[`/shifts/${at}`, 'RANGE']]);
  });

  it.each([
    ['before it', '05:45', '06:15'],
    ['after it', '13:45', '14:15'],
    ['on the other side of the clock', '02:00', '03:00'],
    ['without a length', '09:00', '09:00'],
    ['longer than it', '06:00', '05:00'],
  ])('have no break %s', (_, start, end) => {
    expect(
      week({
        ...early,
        breaks: [
          { start: '06:00', end: '14:00' },
          { start, end },
        ],
      }),
    ).toEqual([['/shifts/0/breaks/1', 'RANGE']]);
  });

  it('have breaks after midnight', () => {
    const night = shift('Night', '22:00', '06:00', {
      weekdays: [5],
      breaks: [shift('', '23:45', '00:15'), shift('', '05:30', '06:00')],
    });
    expect(week(night)).toEqual([]);
  });

  it.each([
    ['of 25 hours', { ...early, end: '30:00' }],
    ['that begins at no time', { ...early, start: '6:00' }],
    ['that ends at 24:00, which is 00:00', { ...early, end: '24:00' }],
    ['on no day', { ...early, weekdays: [] }],
    ['on day 0', { ...early, weekdays: [0] }],
    ['on day 8', { ...early, weekdays: [8] }],
    ['twice on a day', { ...early, weekdays: [1, 1] }],
    ['without a name', { ...early, name: ' ' }],
  ])('are not %s', (_, faulty) => {
    const body = { validFrom: '2026-01-01', shifts: [faulty] };
    expect(() => parse(SetShiftCalendar, body)).toThrow('/shifts/0');
  });

  it('are at most 12 on one day', () => {
    const hours = Array.from({ length: 13 }, (_, at) => String(at).padStart(2, '0'));
    const shifts = hours.map((hour) => shift(hour, `${hour}:00`, `${hour}:30`, { weekdays: [1] }));
    expect(week(...shifts)).toEqual([['/shifts', 'COUNT']]);
    expect(week(...shifts.slice(1))).toEqual([]);
  });
});

it('the shifts of a week overlap exactly when a minute has two of them', () => {
  const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`;
  const drawn = fc.record({
    start: fc.nat(23),
    end: fc.nat(23),
    weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 3 }),
  });
  fc.assert(
    fc.property(fc.array(drawn, { maxLength: 5 }), (shifts) => {
      const taken = shifts.flatMap(({ start, end, weekdays }) =>
        weekdays.flatMap((day) =>
          Array.from(
            { length: end > start ? end - start : end + 24 - start },
            (_, hour) => (day * 24 + start + hour) % 168,
          ),
        ),
      );
      const said = shifts.map(({ start, end, weekdays }, at) =>
        shift(String(at), clock(start), clock(end), { weekdays }),
      );
      expect(week(...said).length > 0).toBe(new Set(taken).size < taken.length);
    }),
    { numRuns: 300 },
  );
});

describe('the shifts of one date', () => {
  const date = (more: object) => faultsOf(SetShiftException, { date: '2026-12-24', ...more });

  it('do not overlap, have breaks within them, and there are none on a closed date', () => {
    expect(date({ closed: true })).toEqual([]);
    expect(date({ shifts: [shift('A', '06:00', '10:00'), shift('B', '10:00', '14:00')] })).toEqual([]);
    expect(date({ shifts: [shift('A', '06:00', '10:01'), shift('B', '10:00', '14:00')] })).toEqual([
      ['/shifts/1', 'RANGE'],
    ]);
    expect(date({ shifts: [shift('A', '06:00', '10:00', { breaks: [shift('', '10:00', '10:15')] })] })).toEqual([
      ['/shifts/0/breaks/0', 'RANGE'],
    ]);
    expect(date({ closed: true, shifts: [shift('A', '06:00', '10:00')] })).toEqual([['/shifts', 'CHOICE']]);
  });
});

describe('a target', () => {
  const target = (kpi: string, green: string | null, amber: string | null, more: object = {}) =>
    faultsOf(SetKpiTarget, { kpi, validFrom: '2026-01-01', green, amber, ...more });

  it('has its bounds in the direction of the key figure', () => {
    expect(target('oee', '85.00', '75.00')).toEqual([]);
    expect(target('oee', '75.00', '85.00')).toEqual([['/amber', 'RANGE']]);
    expect(target('scrap_ratio', '1.00', '2.00')).toEqual([]);
    expect(target('scrap_ratio', '2.00', '1.00')).toEqual([['/amber', 'RANGE']]);
    expect(target('mttr', '1.00', '1.00')).toEqual([]);
    expect(target('oee', '9.00', '10.00')).toEqual([['/amber', 'RANGE']]);
  });

  it('has both bounds or none', () => {
    expect(target('oee', null, null)).toEqual([]);
    expect(target('oee', null, '75.00')).toEqual([['/green', 'REQUIRED']]);
    expect(target('oee', '85.00', null)).toEqual([['/amber', 'REQUIRED']]);
  });

  it('is of one scope', () => {
    const [lineId, product, area] = ['0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071', 'P-1', 'Filling'];
    for (const scope of [{ lineId }, { product }, { area }]) expect(target('oee', '85.00', '75.00', scope)).toEqual([]);
    expect(target('oee', '85.00', '75.00', { lineId, area })).toEqual([['/area', 'CHOICE']]);
    expect(target('oee', '85.00', '75.00', { product, area })).toEqual([['/area', 'CHOICE']]);
  });
});

describe('a standard', () => {
  const standard = (more: object) =>
    parse(SetProductStandard, { product: 'P-1', validFrom: '2026-01-01', runSeconds: '45', ...more });

  it('is more than 0 seconds, in at most 6 places', () => {
    expect(standard({ runSeconds: 0.75, labourHours: '0.15' })).toMatchObject({
      runSeconds: '0.750000',
      labourHours: '0.150000',
    });
    for (const runSeconds of ['0', '-1', '0.0000001', 'x', '1e3']) {
      expect(() => standard({ runSeconds })).toThrow('/runSeconds');
    }
  });

  it('has no pack of 0 units, and at least one opportunity', () => {
    expect(() => standard({ unitsPerPack: '0' })).toThrow('/unitsPerPack');
    expect(() => standard({ opportunities: 0 })).toThrow('/opportunities');
  });
});

it('shifts are shown for 100 days at most, from the first to the last', () => {
  const of = (from: string, to: string) => faultsOf(GetShifts, { lineId: '', from, to });
  expect(of('2026-01-01', '2026-01-01')).toEqual([]);
  expect(of('2026-01-01', '2026-04-10')).toEqual([]);
  expect(of('2026-01-01', '2026-04-11')).toEqual([['/to', 'RANGE']]);
  expect(of('2026-01-02', '2026-01-01')).toEqual([['/to', 'RANGE']]);
});

describe('docs/kpi.md', () => {
  it('shows bodies that its routes take', () => {
    const text = readFileSync(path.join(__dirname, '../../docs/kpi.md'), 'utf8');
    const shown = [...text.matchAll(/```json\n(.*?)```/gs)].map(([, json = '']) => JSON.parse(json) as object);
    const bodies = shown.flatMap((each) => Object.entries(each as Record<string, object>));
    expect(bodies.length).toBeGreaterThan(4);
    for (const [route, body] of bodies) {
      const contract = allContracts().find(
        (each) => `${each.route?.method} ${each.route?.path}` === route.replace(' ', ' /api/v1/'),
      );
      expect({ route, isThere: contract !== undefined }).toEqual({ route, isThere: true });
      if (contract) parse(contract.type, body);
    }
  });
});
