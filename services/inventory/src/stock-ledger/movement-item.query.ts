import type { CommandContext } from '#libs/identity';
import { foundFolded, type ServiceParts } from '#libs/runtime';
import { MovementRow } from './movement.entity';
import { movementProjection } from './movement.projection';

interface Given {
  readonly context: CommandContext;
  readonly parts: Pick<ServiceParts, 'log' | 'progress' | 'tenantReader'>;
}

/** The item of a movement, which never changes; the item's stream decides. @throws DomainError as `foundFolded` */
export async function itemOfMovement(id: string, { context: { tenantId }, parts }: Given): Promise<string> {
  const find = () => parts.tenantReader.query(tenantId, (rows) => rows.findOneBy(MovementRow, { tenantId, id }));
  const { itemId } = await foundFolded({ of: movementProjection, noun: 'movement', find }, parts);
  return itemId;
}
