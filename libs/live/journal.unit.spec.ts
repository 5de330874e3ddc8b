import fc from 'fast-check';
import { type Position, positionOf } from '#libs/event-log';
import { Journal } from './journal';
import type { LiveItem } from './live-item';
import { notesTopic } from './live.fixture';

const TENANTS = ['a', 'b', 'c'];

const item = (place: number, tenantId: string): LiveItem => ({
  position: positionOf(1, place),
  tenantId,
  topic: notesTopic,
  projections: [],
  boundTo: [],
  message: 'x'.repeat(100),
});

const places = (items: Iterable<LiveItem>): Position[] => [...items].map(({ position }) => position);

test('it has every change that it claims to cover, after any sequence of additions and drops', () => {
  fc.assert(
    fc.property(
      fc.array(fc.option(fc.constantFrom(...TENANTS)), { minLength: 1, maxLength: 60 }),
      fc.nat(60),
      fc.array(fc.nat(60), { maxLength: 3 }),
      fc.integer({ min: 400, max: 20_000 }),
      (log, split, reaches, bytes) => {
        const all = log.flatMap((tenantId, index) => (tenantId === null ? [] : [item(index + 1, tenantId)]));
        let begin = Math.min(split, log.length);
        const journal = new Journal(positionOf(1, begin), bytes);
        const check = () => {
          const through = journal.through;
          for (let at = 0; at <= log.length; at++) {
            const position = positionOf(1, at);
            for (const tenantId of TENANTS.filter((each) => journal.covers(each, position))) {
              const expected = all.filter((each) => each.tenantId === tenantId && each.position > position);
              expect(places(journal.after(tenantId, position))).toEqual(
                places(expected).filter((each) => each <= through),
              );
            }
          }
        };
        log.forEach((tenantId, index) => {
          if (index < begin) return;
          if (tenantId === null) journal.advance(positionOf(1, index + 1));
          else journal.add(item(index + 1, tenantId));
          const back = reaches[index % 7];
          if (back !== undefined && back < begin) {
            const earlier = all.filter(
              ({ position }) => position > positionOf(1, back) && position <= positionOf(1, begin),
            );
            if (journal.prepend(earlier, positionOf(1, back))) begin = back;
          }
          check();
        });
        check();
      },
    ),
  );
});

test('a tenant without dropped changes is covered from the begin', () => {
  const journal = new Journal(positionOf(1, 0), 2_000);
  journal.add(item(1, 'quiet'));
  for (let place = 2; place < 4; place++) journal.add(item(place, 'busy'));
  expect(journal.covers('quiet', positionOf(1, 0))).toBe(true);
  for (let place = 4; place < 30; place++) journal.add(item(place, 'busy'));
  expect(journal.covers('other', positionOf(1, 0))).toBe(true);
  expect(journal.covers('busy', positionOf(1, 1))).toBe(false);
  expect(journal.covers('quiet', positionOf(1, 0))).toBe(false);
  expect(journal.covers('quiet', positionOf(1, 1))).toBe(true);
});
