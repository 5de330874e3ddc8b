import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

@Command({
  subject: 'inventory.unsubscribe-stock-alert',
  permission: 'inventory.alert.subscribe',
  route: 'DELETE /stock-alerts/{subscriptionId}',
  scope: { by: 'own', of: 'userId' },
  status: 200,
  summary: "End a subscription of the caller's to stock alerts",
  answers: Created,
})
export class UnsubscribeStockAlert {
  @Id() subscriptionId!: string;
}
