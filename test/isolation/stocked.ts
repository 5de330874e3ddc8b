import { eventually } from '#libs/testing/eventually';
import { created, type TestOrganization } from '#libs/testing/organization';
import { steppedUp } from '#libs/testing/stepped-up';
import { isolationFixtures, type Found } from './fixtures';
import type { Ids, Routed } from './ids-in-requests';

/** An organisation with the things of every isolation fixture. */
export interface Stocked extends TestOrganization {
  /** Of the contracts of one service; a fixture may name others for one of them. */
  readonly idsFor: (contract: Pick<Routed, 'service'> & Partial<Pick<Routed, 'name'>>) => Ids;
  /** Of all its things. */
  readonly everyId: readonly string[];
  /** Values that no example of a contract's body has; `placed`: the field that holds an id under test. */
  readonly bodyFor: (contract: Pick<Routed, 'name'>, placed?: string) => object;
}

/** Its administrator has proven themselves again, which some of the things ask for. */
export async function stocked(
  organization: TestOrganization,
  platform: { databaseUrl(): Promise<string> },
): Promise<Stocked> {
  await steppedUp(organization.admin, await platform.databaseUrl());
  const found = await isolationFixtures();
  const ids = await madeBy(found, organization);
  const ofService = (service: string): Ids =>
    Object.fromEntries(
      [...ids].filter(([name]) => name.startsWith(`${service}.`)).map(([name, id]) => [name.split('.')[1] ?? '', id]),
    );
  const bodies = Object.assign({}, ...found.map(({ fixture }) => fixture.bodies)) as NonNullable<
    Found['fixture']['bodies']
  >;
  const instead = Object.assign({}, ...found.map(({ fixture }) => fixture.instead)) as NonNullable<
    Found['fixture']['instead']
  >;
  return {
    ...organization,
    idsFor: ({ service, name = '' }) => {
      const own = ofService(service);
      const others = Object.entries(instead[name] ?? {}).map(([field, id]) => [field, own[id] ?? '']);
      return { ...own, ...(Object.fromEntries(others) as Ids) };
    },
    everyId: [...new Set(ids.values())].filter(isUuid),
    bodyFor: ({ name }, placed) => bodies[name]?.(organization, placed) ?? {},
  };
}

export const isUuid = (id: string): boolean => /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.test(id);

/** Makes what the fixtures make, each after those that it uses; gives the ids as `<service>.<field>`. */
async function madeBy(found: readonly Found[], organization: TestOrganization): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  const left = [...found];
  while (left.length > 0) {
    const next = left.findIndex(({ fixture }) => (fixture.uses ?? []).every((name) => ids.has(name)));
    const [made] = left.splice(next, next < 0 ? 0 : 1);
    if (!made)
      throw new Error(`these use what no fixture gives, or each other: ${left.map(({ file }) => file).join()}`);
    const { service, fixture } = made;
    const used = Object.fromEntries((fixture.uses ?? []).map((name) => [name, ids.get(name) ?? '']));
    const create = <Body extends object = { id: string }>(path: string, body: object) =>
      created<Body>(organization.admin.post(path, body));
    const given = await fixture.make({ organization, create, eventually, used });
    for (const [name, id] of Object.entries(given)) ids.set(`${service}.${name}`, id);
  }
  return ids;
}
