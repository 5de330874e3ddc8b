import fc from 'fast-check';
import { parse } from '../declare/validation';
import { faultOfFindings } from './inspection-rules';
import { RecordInspection } from './record-inspection';

const inspected = '540.000';
/** Of the fixture: 18 units failed at first. */
const fixture = { inspected, firstPassGood: '522.000', defectiveUnits: '18.000', defects: 24 };
const repair = { reworked: '9.000', repaired: '3.000', scrapped: '6.000' };
const pointer = (found: object, told?: object) => faultOfFindings({ inspected, ...found }, told)?.pointer;

it('what was found fits what was inspected', () => {
  expect(pointer({ ...fixture, ...repair })).toBeUndefined();
  expect(pointer({})).toBeUndefined();
  expect(
    pointer({ firstPassGood: null, defectiveUnits: inspected, defects: null, scrapped: inspected }),
  ).toBeUndefined();
});

it.each([
  ['more passed at first than were inspected', { firstPassGood: '540.001' }, '/firstPassGood'],
  ['more is defective than did not pass', { ...fixture, defectiveUnits: '18.001' }, '/defectiveUnits'],
  ['more was reworked and scrapped than did not pass', { ...fixture, ...repair, reworked: '9.001' }, '/scrapped'],
  ['a unit is defective without a defect', { ...fixture, defects: 17 }, '/defects'],
])('%s', (_, found, at) => {
  expect(pointer(found)).toBe(at);
});

it('a fault is at a field of the request', () => {
  const found = { ...fixture, ...repair, inspected: '100.000' };
  expect(pointer(found, { inspected: '100.000' })).toBe('/inspected');
  expect(pointer({ ...fixture, ...repair, repaired: '4.000' }, { repaired: '4.000' })).toBe('/repaired');
  expect(pointer({ ...fixture, defects: 3 }, { defectiveUnits: '18.000' })).toBe('/defectiveUnits');
});

it('units that are told apart are never refused', () => {
  const units = fc.nat(1_000);
  fc.assert(
    fc.property(units, units, units, units, (good, reworked, repaired, scrapped) => {
      const failed = reworked + repaired + scrapped;
      const told = { firstPassGood: `${good}.000`, defectiveUnits: `${failed}.000`, defects: failed };
      const apart = { reworked: `${reworked}.000`, repaired: `${repaired}.000`, scrapped: `${scrapped}.000` };
      expect(pointer({ ...told, ...apart, inspected: `${good + failed}.000` })).toBeUndefined();
    }),
    { numRuns: 50 },
  );
});

it('a request names its first contradiction', () => {
  const body = {
    product: 'P-1',
    step: 'Test',
    at: '2026-03-02T10:00:00Z',
    inspected: 10,
    firstPassGood: 9,
    scrapped: 2,
  };
  expect(() => parse(RecordInspection, body)).toThrow('/scrapped');
  expect(parse(RecordInspection, { ...body, scrapped: 1 })).toMatchObject({ inspected: '10.000', scrapped: '1.000' });
  expect(() => parse(RecordInspection, { ...body, inspected: 0 })).toThrow('/inspected');
});
