import type { ListedPerson } from '#contracts/workflow/hr-person';
import { personIn, type ReadPerson } from '../hr-delivery/readings/person-fields';
import { objectIn, type Json } from '../hr-delivery/readings/values';

/**
 * A person in an answer of an API, whose details may stand in objects within it. An end that is not named says nothing: an
 * API leaves out what its caller may not read.
 */
export function fetchedPerson(value: unknown): ListedPerson | undefined {
  const object = objectIn(value);
  if (!object) return undefined;
  const { externalId, person, startsOn, endsOn, hasNoEnd } = personIn(flattened(object));
  if (externalId === undefined) return undefined;
  const said = Object.entries(person).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return {
    externalId,
    ...Object.fromEntries(said),
    ...(startsOn !== undefined && { startsOn }),
    ...endOf({ endsOn, hasNoEnd }),
  };
}

function endOf({ endsOn, hasNoEnd }: Pick<ReadPerson, 'endsOn' | 'hasNoEnd'>): Pick<ListedPerson, 'endsOn'> {
  if (endsOn !== undefined) return { endsOn };
  return hasNoEnd ? { endsOn: null } : {};
}

/** Undefined where one of them is no person. */
export function fetchedPeople(values: unknown): ListedPerson[] | undefined {
  if (!Array.isArray(values)) return undefined;
  const people = values.map(fetchedPerson);
  return people.every((person) => person !== undefined) ? people : undefined;
}

/** Members of inner objects stand beside those of the object itself, which count first. */
function flattened(object: Json): Json {
  const inner = Object.entries(object).map(([name, value]) => (LINKS.has(name) ? undefined : objectIn(value)));
  return Object.assign({}, ...inner.filter((each) => each !== undefined), object) as Json;
}

/** Objects that name another thing, with an id or a name of its own. */
const LINKS: ReadonlySet<string> = new Set(
  'manager reportsTo supervisor department team location workLocation office site'.split(' '),
);
