import { DomainError } from '#contracts/errors';
import { acceptedMedia } from './accepted-media';

const OFFERED = ['application/json', 'text/csv'] as const;

it.each([
  [undefined, 'application/json'],
  ['', 'application/json'],
  ['*/*', 'application/json'],
  ['application/json', 'application/json'],
  ['Application/JSON; charset=utf-8', 'application/json'],
  ['text/csv', 'text/csv'],
  ['text/csv; header=present; q=0.9', 'text/csv'],
  ['text/*', 'text/csv'],
  ['text/csv, application/json', 'application/json'],
  ['text/csv, application/json;q=0.9', 'text/csv'],
  ['text/csv;q=0.5, */*;q=0.1', 'text/csv'],
  ['application/json;q=0, */*', 'text/csv'],
  ['text/html,application/xhtml+xml,*/*;q=0.8', 'application/json'],
  ['rubbish, text/csv', 'text/csv'],
  ['text/csv;q=much', 'text/csv'],
])('answers %p with %s', (accept, media) => {
  expect(acceptedMedia(accept, OFFERED)).toBe(media);
});

it.each([
  'application/xml',
  'text/html',
  'rubbish',
  '*',
  'application/json;q=0',
  '*/*;q=0',
  'text/csv;q=0.000, image/*',
])('has nothing for a client that takes %s', (accept) => {
  expect(() => acceptedMedia(accept, OFFERED)).toThrow(
    new DomainError('NOT_ACCEPTABLE', 'Accept takes none of the media types offered here: application/json, text/csv'),
  );
});
