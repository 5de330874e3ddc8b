import { DomainError } from '#contracts/errors';
import { entityTagOf, isHeld, refuseStale } from './entity-tag';

it.each([
  [{}, 3],
  [{ ifMatch: '3' }, 3],
  [{ ifMatch: '2,3' }, 3],
  [{ ifNoneMatch: '2' }, 3],
  [{ ifMatch: '3', ifNoneMatch: '2,33' }, 3],
  [{ ifMatch: '7', ifNoneMatch: '*' }, undefined],
])('%j lets a thing at revision %s be changed', (preconditions, revision) => {
  expect(() => refuseStale(preconditions, revision)).not.toThrow();
});

it.each([
  { ifMatch: '2' },
  { ifMatch: '33' },
  { ifMatch: '1,2' },
  { ifMatch: '' },
  { ifNoneMatch: '*' },
  { ifNoneMatch: '2,3' },
  { ifMatch: '3', ifNoneMatch: '3' },
])('%j refuses a change of a thing at revision 3', (preconditions) => {
  expect(() => refuseStale(preconditions, 3)).toThrow(new DomainError('PRECONDITION_FAILED'));
});

it('a tag moves with what is shown beside the thing, and guards a change by its revision alone', () => {
  const [before, after] = [entityTagOf(3, ['Flour']), entityTagOf(3, ['Wheat flour'])];
  expect(entityTagOf(3)).toBe('3');
  expect(before).toBe(entityTagOf(3, ['Flour']));
  expect([isHeld(before, before), isHeld(before, after)]).toEqual([true, false]);
  expect(() => refuseStale({ ifMatch: before }, 3)).not.toThrow();
  expect(() => refuseStale({ ifMatch: before }, 4)).toThrow(new DomainError('PRECONDITION_FAILED'));
  expect(() => refuseStale({ ifNoneMatch: before }, 3)).toThrow(new DomainError('PRECONDITION_FAILED'));
});
