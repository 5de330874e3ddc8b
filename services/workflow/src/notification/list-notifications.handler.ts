import type { Page } from '#contracts/declare/list-request';
import type {
  ListNotifications,
  NotificationCounts,
  NotificationDetails,
} from '#contracts/workflow/list-notifications';
import type { RequestContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { notificationsOf } from './list-notifications.query';

export async function listNotifications(
  query: ListNotifications,
  { tenantId, actor }: RequestContext,
  { tenantReader }: Pick<ServiceParts, 'tenantReader'>,
): Promise<Outcome<Page<NotificationDetails> & NotificationCounts>> {
  const owner = { tenantId, userId: actor.id };
  return { answer: await tenantReader.query(tenantId, (rows) => notificationsOf(owner, query, rows)) };
}
