import { MAX_DEPTH, isTooDeep } from './json-depth';

const nested = (depth: number, open: string, inner: string, close: string) =>
  open.repeat(depth) + inner + close.repeat(depth);

it.each([
  ['arrays', nested(MAX_DEPTH, '[', '', ']')],
  ['objects', nested(MAX_DEPTH, '{"a":', '1', '}')],
  ['brackets within a string', JSON.stringify({ note: '[{'.repeat(100), quoted: '"[['.repeat(100) })],
  ['many beside each other', `[${'[],'.repeat(1_000)}{}]`],
])('%s as deep as they may be', (_what, text) => {
  JSON.parse(text);
  expect(isTooDeep(text)).toBe(false);
});

it.each([
  ['arrays', nested(MAX_DEPTH + 1, '[', '', ']')],
  ['objects', nested(MAX_DEPTH + 1, '{"a":', '1', '}')],
  ['a text that does not end', '['.repeat(250_000)],
])('%s that are too deep', (_what, text) => {
  expect(isTooDeep(text)).toBe(true);
});
