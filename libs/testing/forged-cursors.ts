import fc from 'fast-check';

/** Values that are not of the column's type, or that Postgres cannot hold. */
const ODD = [
  null,
  true,
  -1,
  2 ** 40,
  0.5,
  '',
  '\0',
  '\ud800',
  'nobody',
  '-name',
  'constructor',
  '__proto__',
  '2026-99-99T99:99:99.999Z',
  '0000-01-01T00:00:00.000Z',
  '2026-02-30',
  '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071',
  '9'.repeat(40),
  [],
  ['x'],
  {},
  { itemId: 'x' },
];

const odd = fc.oneof(fc.constantFrom<unknown>(...ODD), fc.jsonValue({ maxDepth: 1 }));

type Path = readonly (string | number)[];

/**
 * Tampered cursors: a part of a genuine one is replaced, left out or added, or its text is cut or altered. A list must
 * refuse each with 400, or accept it when it contradicts nothing.
 */
export function forgedCursors(genuine: string): fc.Arbitrary<string> {
  const parts = JSON.parse(Buffer.from(genuine, 'base64url').toString('utf8')) as unknown;
  const written = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const replaced = fc
    .tuple(fc.constantFrom(...pathsIn(parts)), odd)
    .map(([path, value]) => written(withValue(parts, path, value)));
  const added = fc
    .tuple(fc.constantFrom('itemId', 'constructor', '__proto__', 'rank', 'from', 'projection', 'service'), odd)
    .map(([name, value]) => written(withFilter(parts as unknown[], name, value)));
  const cut = fc.nat(genuine.length).map((length) => genuine.slice(0, length));
  const altered = fc
    .tuple(fc.nat(Math.max(0, genuine.length - 1)), fc.constantFrom(...'Aaz09-_'))
    .map(([at, character]) => genuine.slice(0, at) + character + genuine.slice(at + 1));
  return fc.oneof({ weight: 4, arbitrary: replaced }, { weight: 2, arbitrary: added }, cut, altered);
}

function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, each]) => pathsIn(each, [...path, key]));
  return [path, ...inner];
}

function withValue(of: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  const copy: unknown = structuredClone(of);
  const holder = copy as Record<string | number, unknown>;
  holder[step] = withValue(holder[step], rest, value);
  return copy;
}

/** As text, since no literal has `__proto__` as a member of its own. */
function withFilter([list, filters, ...rest]: readonly unknown[], name: string, value: unknown): unknown {
  const more = JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`) as object;
  return [list, Object.defineProperties({ ...(filters as object) }, Object.getOwnPropertyDescriptors(more)), ...rest];
}
