import { DomainError } from '#contracts/errors';
import { refuseStale } from './entity-tag';

it.each([
  [undefined, 3],
  ['3', 3],
  ['2,3', 3],
  ['7', undefined],
])('If-Match for %s lets a thing at revision %s be changed', (ifMatch, revision) => {
  expect(() => refuseStale(ifMatch, revision)).not.toThrow();
});

it.each(['2', '33', '1,2', ''])('If-Match for %p refuses a thing at revision 3', (ifMatch) => {
  expect(() => refuseStale(ifMatch, 3)).toThrow(new DomainError('PRECONDITION_FAILED'));
});
