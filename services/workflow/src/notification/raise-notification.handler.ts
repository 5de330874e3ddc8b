import { catalogueNames } from '#contracts/inventory/catalogue-names';
import type { NotificationsRaised, RaiseNotification } from '#contracts/workflow/raise-notification';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { deputiesOf } from './deputies.provider';
import { audienceOf, notifyEach } from './notify.provider';

const PRODUCT = '{product}';
const MAX_TITLE = 200;

export async function raise(
  command: RaiseNotification,
  context: CommandContext,
  parts: Pick<ServiceParts, 'commands'>,
): Promise<Outcome<NotificationsRaised>> {
  const { kind, cause, about = null, late = false, forUserId = null } = command;
  const name = await productName(command, context.tenantId, parts);
  const title = [...command.title.replaceAll(PRODUCT, name)].slice(0, MAX_TITLE).join('');
  const text = command.text?.replaceAll(PRODUCT, name) ?? null;
  const users = await audienceOf(command.to, context.tenantId, parts);
  const deputies = command.deputies ? await deputiesOf(command.to.userIds, context, parts) : [];
  const own = users.map((userId) => ({ userId, forUserId }));
  const others = deputies.filter(({ userId }) => !users.includes(userId));
  const notified = [...own, ...others].map((user) => ({ ...user, kind, cause, title, text, about, late }));
  return { answer: { users: await notifyEach(notified, context, parts) } };
}

async function productName(
  { product }: RaiseNotification,
  tenantId: string,
  { commands }: Pick<ServiceParts, 'commands'>,
): Promise<string> {
  if (!product) return PRODUCT;
  const { state } = await commands.state(catalogueNames, tenantId, product.serviceId);
  return state.products.get(product.productId) ?? state.service ?? 'A product';
}
