import { PARKED_KINDS, type ParkedEvent } from '#contracts/ops/list-parked';
import { DomainError } from '#contracts/errors';
import { type ParkedWork, type ParkedWorkPage, StartRefused, projectionsOf } from '#libs/runtime';
import { withOperators, withParked } from './operator-projections';
import type { Output } from './output';
import { loadServices, serviceNames } from './service-tree';
import { WrongUse } from './wrong-use';

const PAGE = 200;
const COLUMNS = ['id', 'kind', 'projection', 'key', 'eventType', 'position', 'reason', 'attempts', 'parkedAt'];

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function printParked(
  { projection, kind }: { readonly projection?: string; readonly kind?: string },
  to: Output,
): Promise<void> {
  const known = PARKED_KINDS.find((each) => each === kind);
  if (kind !== undefined && !known) throw new WrongUse(`--kind is one of ${PARKED_KINDS.join(', ')}.`);
  const filters = { ...(projection !== undefined && { projection }), ...(known && { kind: known }) };
  return withParked(async (parked) => {
    const found = await all(parked, filters);
    // Rows of a name that only an earlier release had are listed all the same.
    if (found.length === 0 && projection !== undefined) await refuseUnknown(projection);
    to.rows(found, COLUMNS);
  });
}

async function refuseUnknown(name: string): Promise<void> {
  const { services } = await loadServices(serviceNames());
  const known = services.flatMap((service) => [
    ...projectionsOf(service).map((each) => each.name),
    ...service.features.flatMap(({ reactors = [], mails = [] }) => [...reactors, ...mails].map((each) => each.name)),
  ]);
  if (known.includes(name)) return;
  throw new StartRefused(`There is no projection, reactor or mail ${name}; \`projections list\` has full names.`);
}

export function operateParked(operation: 'show' | 'retry' | 'skip', id: string, to: Output): Promise<void> {
  if (!UUID.test(id)) throw new WrongUse(`${id} is no id of a parked event; \`parked list\` has them.`);
  if (operation === 'show') return withParked(async (parked) => to.one(await parked.show(id)));
  return withOperators(async (operate, { parked }) => {
    to.one(await operate({ operation, parkedId: id }));
    if (operation === 'retry') await refuseStillParked(parked, id);
  });
}

/** @throws StartRefused for an event that is parked after its retry, with the reason */
export async function refuseStillParked(parked: Pick<ParkedWork, 'show'>, id: string): Promise<void> {
  const left = await parked.show(id).catch((error: unknown) => {
    if (error instanceof DomainError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  });
  if (left) throw new StartRefused(`The retry has failed, and ${id} is still parked: ${left.error ?? left.reason}`);
}

async function all(parked: ParkedWork, filters: Omit<ParkedWorkPage, 'limit'>): Promise<ParkedEvent[]> {
  const found: ParkedEvent[] = [];
  for (;;) {
    const last = found.at(-1);
    const page = await parked.list({
      limit: PAGE,
      ...filters,
      ...(last && { after: { position: last.position as never, id: last.id } }),
    });
    found.push(...page);
    if (page.length < PAGE) return found;
  }
}
