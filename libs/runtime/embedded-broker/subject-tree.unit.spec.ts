import fc from 'fast-check';
import { Found, SubjectTree, hasWildcard, isLiteral, matches } from './subject-tree';

const word = fc.constantFrom('a', 'b', 'c', 'dd');
const literal = fc.array(word, { minLength: 1, maxLength: 4 }).map((tokens) => tokens.join('.'));
const pattern = fc
  .tuple(fc.array(fc.oneof(word, fc.constant('*')), { maxLength: 3 }), fc.oneof(word, fc.constantFrom('*', '>')))
  .map(([tokens, last]) => [...tokens, last].join('.'));

interface Entry {
  readonly pattern: string;
  readonly group: string | undefined;
}
const entries = fc.array(
  fc.record({ pattern, group: fc.constantFrom(undefined, 'red', 'blue') }) as fc.Arbitrary<Entry>,
  { maxLength: 20 },
);

const sorted = (list: readonly Entry[]) => list.map((entry) => JSON.stringify(entry)).toSorted();

it('finds exactly the matches of a subject, group by group, also after others were removed', () => {
  fc.assert(
    fc.property(entries, literal, fc.infiniteStream(fc.boolean()), (added, subject, stays) => {
      const tree = new SubjectTree<Entry>();
      for (const entry of added) expect(tree.add(entry.pattern, entry.group, entry)).toBe(true);
      const left = added.filter((entry) => {
        const keep = stays.next().value as boolean;
        if (!keep) tree.remove(entry.pattern, entry.group, entry);
        return keep;
      });
      const found = tree.match(subject, new Found());
      const expected = left.filter((entry) => matches(entry.pattern, subject));
      expect(sorted(found.entries)).toEqual(sorted(expected.filter(({ group }) => group === undefined)));
      for (const group of ['red', 'blue']) {
        const at = found.groupNames.indexOf(group);
        expect(sorted(found.groups[at] ?? [])).toEqual(sorted(expected.filter((entry) => entry.group === group)));
      }
    }),
  );
});

it('is empty at every level when everything was removed', () => {
  fc.assert(
    fc.property(entries, (added) => {
      const tree = new SubjectTree<Entry>();
      for (const entry of added) tree.add(entry.pattern, entry.group, entry);
      for (const entry of added) tree.remove(entry.pattern, entry.group, entry);
      expect(tree).toEqual(new SubjectTree<Entry>());
    }),
  );
});

it('reports a pattern as covered only by one that matches all of its subjects', () => {
  fc.assert(
    fc.property(pattern, pattern, fc.array(literal, { maxLength: 20 }), (wide, narrow, subjects) => {
      const tree = new SubjectTree<true>();
      tree.add(wide, undefined, true);
      if (tree.cover(narrow, new Found()).entries.length === 0) return;
      for (const subject of subjects) expect(!matches(narrow, subject) || matches(wide, subject)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

it.each([
  ['foo.>', 'foo.>', true],
  ['foo.>', 'foo.*', true],
  ['foo.*', 'foo.*', true],
  ['foo.*', 'foo.>', false],
  ['foo.*', 'foo.bar', true],
  ['*.bar', 'foo.*', false],
  ['>', '>', true],
  ['*', '>', false],
])('%s covers %s: %s', (wide, narrow, covered) => {
  const tree = new SubjectTree<true>();
  tree.add(wide, undefined, true);
  expect(tree.cover(narrow, new Found()).entries.length > 0).toBe(covered);
});

it('refuses an invalid pattern', () => {
  const tree = new SubjectTree<true>();
  for (const wrong of ['', '.', 'a.', '.a', 'a..b', '>.a', 'a.>.b'])
    expect(tree.add(wrong, undefined, true)).toBe(false);
  expect(tree).toEqual(new SubjectTree<true>());
});

it('tells a wildcard from a character in a token', () => {
  expect(['a.*', '*', 'a.>', '>'].map(hasWildcard)).toEqual([true, true, true, true]);
  expect(['a*', 'a>.b', 'a'].map(hasWildcard)).toEqual([false, false, false]);
  expect(['a', 'a.b', 'a*.b'].map(isLiteral)).toEqual([true, true, true]);
  expect(['', 'a..b', 'a.*', '>', 'a.'].map(isLiteral)).toEqual([false, false, false, false, false]);
});
