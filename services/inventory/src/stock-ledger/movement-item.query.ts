import { DomainError } from '#contracts/errors';
import type { CommandContext } from '#libs/identity';
import type { ServiceParts } from '#libs/runtime';
import { MovementRow } from './movement.entity';
import { movementProjection } from './movement.projection';

/** How long a command waits for the movements that were recorded before it. */
const UP_TO_DATE_MS = 2_000;

interface Given {
  readonly context: CommandContext;
  readonly parts: Pick<ServiceParts, 'log' | 'progress' | 'tenantReader'>;
}

/**
 * The item of a movement, whose stream decides about it. A movement never changes its item, so a row that is there is
 * enough; one that is missing may not have been folded yet.
 *
 * @throws DomainError `NOT_FOUND`; `SERVICE_UNAVAILABLE` while the rows are behind
 */
export async function itemOfMovement(movementId: string, given: Given): Promise<string> {
  const known = await findItem(movementId, given);
  if (known !== undefined) return known;
  const { log, progress } = given.parts;
  if (!(await progress.waitFor([movementProjection.name], await log.head(), UP_TO_DATE_MS))) {
    throw new DomainError('SERVICE_UNAVAILABLE', 'Movements cannot be read yet; try again in a moment');
  }
  const found = await findItem(movementId, given);
  if (found === undefined) throw new DomainError('NOT_FOUND', 'There is no such movement');
  return found;
}

async function findItem(id: string, { context: { tenantId }, parts }: Given): Promise<string | undefined> {
  const row = await parts.tenantReader.query(tenantId, (rows) => rows.findOneBy(MovementRow, { tenantId, id }));
  return row?.itemId;
}
