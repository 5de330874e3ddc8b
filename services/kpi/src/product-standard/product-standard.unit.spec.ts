import { event } from '#contracts/declare/event';
import { ProductStandardSet } from '#contracts/kpi/product-standard-events';
import { folding } from '#libs/testing/folding';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { linesNamed } from '../line/lines.fixture';
import { ProductStandardRow } from './product-standard.entity';
import { productStandardProjection } from './product-standard.projection';
import { productStandards, standardFor, type ProductStandardEvent } from './product-standards';
import { setProductStandard } from './set-product-standard';

const lineId = GIVEN.newId('line');
const facts = linesNamed(lineId);
const values = { runSeconds: '20.000000', labourHours: null, unitsPerPack: '12.000', opportunities: null };
const set = event(ProductStandardSet, {
  standardId: GIVEN.newId('standard'),
  product: 'P-1',
  lineId: null,
  validFrom: '2026-01-01',
  ...values,
  before: null,
});
const command = { product: 'P-1', validFrom: '2026-01-01', runSeconds: '20.000000', unitsPerPack: '12.000' };
const when = (more: object, ...past: ProductStandardEvent[]) =>
  given(productStandards, ...past).when(setProductStandard, { ...command, ...more }, { facts });

describe('a standard', () => {
  it('is recorded for all lines by default', () => {
    when({}).then(set);
  });

  it('of the same product, in any case, line and date is mended, and the event names what it was', () => {
    when({ product: 'p-1', runSeconds: '22.000000' }, set).then(
      event(ProductStandardSet, { ...set.data, product: 'p-1', runSeconds: '22.000000', before: values }),
    );
  });

  it('of another date or line is a new one', () => {
    const { standardId: _, ...rest } = set.data;
    const other = { ...set, data: { ...rest, standardId: 'other' } };
    when({ validFrom: '2026-02-01' }, other).thenMatching({ data: { standardId: set.data.standardId, before: null } });
    when({ lineId }, other).thenMatching({ data: { lineId, before: null } });
  });

  it('changes nothing when it is what it was, and refuses a line that is not there', () => {
    when({}, set).thenNothing();
    when({ lineId: GIVEN.newId('nowhere') }).thenRefused('NOT_FOUND');
  });
});

it('a date has the latest standard until then, of the line before that of all lines (C11)', () => {
  const later = event(ProductStandardSet, {
    ...set.data,
    standardId: 's2',
    validFrom: '2026-02-01',
    runSeconds: '22.000000',
  });
  const own = event(ProductStandardSet, {
    ...set.data,
    standardId: 's3',
    lineId,
    validFrom: '2026-03-01',
    runSeconds: '30.000000',
  });
  const mended = event(ProductStandardSet, { ...set.data, runSeconds: '21.000000', before: values });
  const state = [later, set, own, mended].reduce(
    (folded, made, revision) => productStandards.evolve(folded, { ...made, revision, occurredAt: GIVEN.now }),
    productStandards.initial(),
  );
  const seconds = (date: string, product = 'p-1', line = lineId) =>
    standardFor(state, { product, lineId: line, date })?.runSeconds;
  expect(['2025-12-31', '2026-01-31', '2026-02-01', '2026-03-01'].map((date) => seconds(date))).toEqual([
    undefined,
    '21.000000',
    '22.000000',
    '30.000000',
  ]);
  expect([seconds('2026-03-01', 'P-1', 'other'), seconds('2026-03-01', 'P-2')]).toEqual(['22.000000', undefined]);
  expect(state.count).toBe(3);
});

it('a mended standard stays one row', () => {
  const mended = event(ProductStandardSet, { ...set.data, runSeconds: '21.000000', before: values });
  const row = folding(productStandardProjection, set, mended).rowOf(ProductStandardRow);
  expect(row).toMatchObject({ runSeconds: '21.000000', productKey: 'p-1', unitsPerPack: '12.000' });
  expect(row?.createdAt).not.toBe(row?.updatedAt);
});
