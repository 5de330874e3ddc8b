import fc from 'fast-check';
import { GIVEN } from '#libs/testing/given-when-then';
import { ADA, GRACE, granted, productOf, serviceCreated } from '../catalogue.fixture';
import { catalogueService, type CatalogueEvent, type CatalogueService } from '../service/catalogue-service';
import { applyHolderLeave, leaveAfter, type Leave } from './holder-leave';

const folded = (state: CatalogueService, events: readonly CatalogueEvent[]) =>
  events.reduce(
    (now, each, revision) => catalogueService.evolve(now, { ...each, revision, occurredAt: GIVEN.now }),
    state,
  );
/** A grant without an end, one with its own, one that begins later, and one of somebody else. */
const start = () =>
  folded(catalogueService.initial(), [
    serviceCreated(),
    productOf(),
    granted('open', { employeeId: ADA }),
    granted('dated', { employeeId: ADA, endsOn: '2026-05-31', endsAt: '2026-05-31T22:00:00.000Z' }),
    granted('later', { employeeId: ADA, startsOn: '2026-07-01', startsAt: '2026-06-30T22:00:00.000Z' }),
    granted('other', { employeeId: GRACE }),
  ]);
const applied = (state: CatalogueService, leaves: readonly Leave[]) =>
  folded(state, applyHolderLeave({}, state, { ...GIVEN, facts: { holderIds: [ADA], leaves } }));
const endsOf = ({ grants }: CatalogueService) => [...grants].map(([id, { endsAt }]) => [id, endsAt]);

const month = fc.integer({ min: 1, max: 12 }).map((each) => `2026-${String(each).padStart(2, '0')}-01T00:00:00.000Z`);
/** As an employment has them at some time: in order, and only the last for good. */
const leavesAtSomeTime = fc
  .tuple(fc.uniqueArray(month, { maxLength: 4 }), fc.boolean())
  .map(([months, isBack]): readonly Leave[] => {
    const days = months.toSorted();
    const leaves = days.flatMap((from, at) => (at % 2 === 0 ? [{ from, until: days[at + 1] ?? null }] : []));
    return isBack ? leaves.filter(({ until }) => until !== null) : leaves;
  });

it('grants end by the last leaves that are known, whatever was known before and however often it was applied', () => {
  fc.assert(
    fc.property(fc.array(leavesAtSomeTime, { maxLength: 6 }), leavesAtSomeTime, (before, last) => {
      const through = [...before, last, last].reduce(applied, start());
      expect(endsOf(through)).toEqual(endsOf(applied(start(), last)));
      const others = endsOf(through).filter(([id]) => id === GIVEN.newId('other'));
      expect(others).toEqual([[GIVEN.newId('other'), null]]);
    }),
    { numRuns: 200 },
  );
});

it('a grant that begins while its holder is away for good takes no seat', () => {
  const startsAt = '2026-07-01T00:00:00.000Z';
  expect(leaveAfter(startsAt, [{ from: '2026-06-01T00:00:00.000Z', until: null }])).toBe(startsAt);
  expect(leaveAfter(startsAt, [{ from: '2026-06-01T00:00:00.000Z', until: '2026-08-01T00:00:00.000Z' }])).toBeNull();
});
