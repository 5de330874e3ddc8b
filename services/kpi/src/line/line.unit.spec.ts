import { event } from '#contracts/declare/event';
import { LineChanged, LineCreated, MAX_PRODUCTION_LINES } from '#contracts/kpi/line-events';
import { folding } from '#libs/testing/folding';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { changeLine } from './change-line';
import { createLine } from './create-line';
import { lines } from './line';
import { LineRow } from './line.entity';
import { lineProjection } from './line.projection';

const facts = { hasLocation: true };
const filler = {
  lineId: GIVEN.newId('filler'),
  code: 'Fül-1',
  name: 'Filler',
  locationId: null,
  area: 'Filling',
  constraint: true,
};
const past = event(LineCreated, filler);
const other = event(LineCreated, { ...filler, lineId: GIVEN.newId('other'), code: 'B', constraint: false });
const create = (more: object, given_ = facts) =>
  given(lines, past).when(createLine, { code: 'L2', name: 'Line 2', ...more }, { facts: given_ });
const change = (said: object, given_ = facts) =>
  given(lines, past, other).when(changeLine, { lineId: filler.lineId, ...said }, { facts: given_ });

describe('creating a line', () => {
  it('records it at no place, in no area and as no constraint by default', () => {
    create({}).thenMatching({
      type: 'LineCreated',
      data: { code: 'L2', name: 'Line 2', locationId: null, area: null, constraint: false },
    });
  });

  it('refuses a code that is taken, in any case', () => {
    create({ code: 'FÜL-1' }).thenRefused('DUPLICATE');
  });

  it('refuses a second constraint of an area, in any case, and one without an area', () => {
    create({ area: 'FILLING', constraint: true }).thenRefused('CONFLICT');
    create({ constraint: true }).thenRefused('VALIDATION_FAILED');
    create({ area: 'Packing', constraint: true }).thenMatching({ data: { area: 'Packing', constraint: true } });
  });

  it('refuses a location that is not there', () => {
    create({ locationId: GIVEN.newId('location') }, { hasLocation: false }).thenRefused('NOT_FOUND');
  });

  it('refuses more than an organisation may have', () => {
    const full = Array.from({ length: MAX_PRODUCTION_LINES }, (_, n) =>
      event(LineCreated, { ...filler, lineId: `line-${n}`, code: `L-${n}`, constraint: false }),
    );
    given(lines, ...full)
      .when(createLine, { code: 'X', name: 'X' }, { facts })
      .thenRefused('LIMIT_REACHED');
  });
});

describe('changing a line', () => {
  it('records all details, keeps those that were not given, and removes those that are null', () => {
    change({ name: 'Filler 1' }).then(event(LineChanged, { ...filler, name: 'Filler 1' }));
    change({ area: null, constraint: false }).thenMatching({ data: { area: null, constraint: false } });
  });

  it('changes nothing when nothing differs', () => {
    change({ code: filler.code, constraint: true }).thenNothing();
  });

  it('refuses an area without which it would stand for none, a code that is taken and an unknown line', () => {
    change({ area: null }).thenRefused('VALIDATION_FAILED');
    change({ code: 'b' }).thenRefused('DUPLICATE');
    change({ lineId: GIVEN.newId('nowhere'), name: 'X' }).thenRefused('NOT_FOUND');
  });

  it('gives the place of a constraint free', () => {
    given(lines, past, other, event(LineChanged, { ...filler, constraint: false }))
      .when(changeLine, { lineId: other.data.lineId, constraint: true }, { facts })
      .thenMatching({ data: { constraint: true } });
  });
});

it('the list shows the present details, found by folded code and area', () => {
  const rows = folding(
    lineProjection,
    past,
    event(LineChanged, { ...filler, code: 'F-2', area: null, constraint: false }),
  );
  expect(rows.rowOf(LineRow)).toMatchObject({ code: 'F-2', codeKey: 'f-2', area: null, areaKey: null, revision: 1 });
});
