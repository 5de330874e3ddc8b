import { secretsMatch } from './constant-time';

it.each([
  ['secret', 'secret', true],
  ['secret', 'Secret', false],
  ['secre', 'secret', false],
  ['', 'secret', false],
  ['', '', true],
  ['naïve', 'naïve', true],
])('%p and %p: %p', (given, expected, same) => {
  expect(secretsMatch(given, expected)).toBe(same);
});
