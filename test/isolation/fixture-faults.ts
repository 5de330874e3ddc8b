import type { Found } from './fixtures';
import { fieldNamesIn, type Routed } from './ids-in-requests';

/**
 * The gaps in the isolation fixtures, a sentence for each: an id that contracts take and no fixture of their service
 * gives, an id that is given twice or for nothing, and a use of an id that is not there. Ids are named `<service>.<field>`.
 */
export function fixtureFaults(found: readonly Found[], contracts: readonly Routed[]): readonly string[] {
  const asked = contractsById(contracts);
  const given = found.flatMap(({ service, file, fixture }) =>
    fixture.ids.map((id) => ({ name: `${service}.${id}`, file })),
  );
  const names = given.map(({ name }) => name);
  const used = found.flatMap(({ file, fixture: { uses = [] } }) => uses.map((name) => ({ name, file })));
  const instead = new Set(
    found.flatMap(({ service, fixture }) =>
      Object.values(fixture.instead ?? {}).flatMap((ids) => Object.values(ids).map((id) => `${service}.${id}`)),
    ),
  );
  const isUsed = (name: string) => asked.has(name) || instead.has(name) || used.some((each) => each.name === name);
  return [
    ...[...asked]
      .filter(([name]) => !names.includes(name))
      .map(([name, by]) => `${name} is taken by ${by.join(', ')} and given by no isolation.fixture.ts of the service`),
    ...given
      .filter(({ name }, index) => names.indexOf(name) < index)
      .map(({ name, file }) => `${file}: gives ${name}, which another fixture gives already`),
    ...given
      .filter(({ name }) => !isUsed(name))
      .map(({ name, file }) => `${file}: gives ${name}, which no contract takes and no fixture uses`),
    ...used
      .filter(({ name }) => !names.includes(name))
      .map(({ name, file }) => `${file}: uses ${name}, which no fixture gives`),
  ];
}

/** The names of the contracts that take each id. */
function contractsById(contracts: readonly Routed[]): ReadonlyMap<string, readonly string[]> {
  const byId = new Map<string, readonly string[]>();
  for (const contract of contracts) {
    for (const field of fieldNamesIn(contract)) {
      const id = `${contract.service}.${field}`;
      byId.set(id, [...(byId.get(id) ?? []), contract.name]);
    }
  }
  return byId;
}
