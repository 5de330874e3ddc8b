import fc from 'fast-check';
import { eventually } from '#libs/testing/eventually';
import { organizationOn } from '#libs/testing/organization';
import { sharedPlatform } from '#libs/testing/shared-platform';
import { People, endOf, toldPeople, type CastPerson, type ToldPerson } from './told-people';

const opsledger = sharedPlatform();
let people: People;

beforeAll(async () => {
  people = await People.open(() => opsledger, await organizationOn(opsledger));
});

/** The states in which people of whom this was told end. */
async function endsOf(told: readonly ToldPerson[]): Promise<void> {
  const cast: CastPerson[] = [];
  for (const each of told) cast.push({ ...each, person: await people.join() });
  await people.tellAll(cast);
  for (const { person, said } of cast) {
    await eventually(async () => expect(await people.stateOf(person)).toEqual(endOf(said)), {
      timeoutMs: 20_000,
      everyMs: 100,
    });
  }
}

it('HR events of several people end in one state, in order once as in any other order and repeated', async () => {
  await fc.assert(
    fc.asyncProperty(toldPeople, async (told) => {
      await endsOf(told.map(({ said }) => ({ said, order: said, isLinkedFirst: false })));
      await endsOf(told);
    }),
    { numRuns: 2, endOnFailure: true },
  );
}, 240_000);
