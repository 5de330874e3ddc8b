import fc from 'fast-check';
import { v5 } from 'uuid';
import { nameBasedId } from './name-based-id';

it('is UUIDv5 of any name in any namespace', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.uuid(), (name, namespace) => {
      expect(nameBasedId(name, namespace)).toBe(v5(name, namespace));
    }),
  );
});

it('takes no namespace that is not a UUID', () => {
  expect(() => nameBasedId('a', 'not-a-uuid')).toThrow('is no UUID');
});
