import { DomainError } from '#contracts/errors';
import { refuseStale } from './entity-tag';

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
