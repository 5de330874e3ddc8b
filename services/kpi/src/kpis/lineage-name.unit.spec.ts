import { formulaNamed } from '../formula/formulas';
import { figureNameIn, figureNameText, type FigureName } from './lineage-name';

const tenantId = '5f0e7a52-90a1-4c70-8f3b-3a5d2c1b9e7f';
const moment = '2026-03-05T10:15:30.123Z';
const name: FigureName = {
  tenantId,
  formula: formulaNamed('oee@1') as FigureName['formula'],
  dates: { from: '2026-03-02', to: '2026-03-02' },
  group: {},
  filters: {},
  countedLines: 'all',
  asOf: moment,
  knownAt: moment,
  against: 'first',
};
const whole: FigureName = {
  ...name,
  dates: { from: '2026-03-02', to: '2026-03-08' },
  group: { line: 'b8a1', product: null },
  filters: { area: 'Außen ~ 1/2', shift: 'Früh' },
  countedLines: 'all',
  asOf: '2026-03-01T00:00:00.000Z',
  against: 'last',
};

it.each<[string, FigureName]>([
  ['short', name],
  ['whole', whole],
  ['total by area', { ...name, countedLines: 'standing' }],
  ['total of an area', { ...name, filters: { area: 'Filling' }, countedLines: 'standing' }],
  ['total of the lines of an area', { ...name, filters: { area: 'Filling' }, countedLines: 'all' }],
])('a %s name tells all that it was made of', (_, each) => {
  const text = figureNameText(each);
  expect(text).toMatch(/^[\w.~-]+$/);
  expect(figureNameIn(text, tenantId)).toEqual(each);
});

it('what is usual takes no room', () => {
  expect(figureNameText(name)).toHaveLength(37);
  const ofArea = { ...name, group: { area: 'Filling' }, countedLines: 'standing' } as const;
  expect(figureNameText(ofArea).split('~')).toHaveLength(9);
});

it.each([
  '',
  '2',
  'x~y~z',
  `${figureNameText(name)}~~~e30`,
  `${figureNameText(name)}~~~~some`,
  figureNameText(name).replace('oee', 'oxx'),
])('%j is no name', (text) => expect(() => figureNameIn(text, tenantId)).toThrow('There is no such figure'));

it('a name is of one organisation', () => {
  expect(() => figureNameIn(figureNameText(name), tenantId.replace('9e7f', '9e7e'))).toThrow('There is no such figure');
});
