import type { ParkedEvent } from '#contracts/ops/list-parked';
import type { ProjectionOperations } from '#libs/projections';
import { withProjections } from './operator-projections';
import type { Output } from './output';
import { WrongUse } from './wrong-use';

const PAGE = 200;
const COLUMNS = ['id', 'projection', 'key', 'eventType', 'position', 'reason', 'attempts', 'parkedAt'];

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Who skipped it, in the record of what was left out. */
const OPERATOR = 'cli';

export function listParked(projection: string | undefined, to: Output): Promise<void> {
  return withProjections(async (operations) => to.rows(await all(operations, projection), COLUMNS));
}

export function operateParked(operation: 'show' | 'retry' | 'skip', id: string, to: Output): Promise<void> {
  if (!UUID.test(id)) throw new WrongUse(`${id} is no id of a parked event; \`parked list\` has them.`);
  return withProjections(async (operations) => {
    if (operation === 'show') return to.one(await operations.showParked(id));
    if (operation === 'retry') return to.one(await operations.retryParked(id));
    return to.one(await operations.skipParked(id, OPERATOR));
  });
}

async function all(operations: ProjectionOperations, projection: string | undefined): Promise<ParkedEvent[]> {
  const found: ParkedEvent[] = [];
  for (;;) {
    const last = found.at(-1);
    const page = await operations.parked({
      limit: PAGE,
      ...(projection !== undefined && { projection }),
      ...(last && { after: { position: last.position as never, id: last.id } }),
    });
    found.push(...page);
    if (page.length < PAGE) return found;
  }
}
