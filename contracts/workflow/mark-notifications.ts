import { Command } from '../declare/contract';
import { Count, Flag, Id, List } from '../declare/fields';

export class MarkedNotifications {
  @Count({ min: 0, max: 1e6, example: 2, description: 'Notifications that were marked now' }) marked!: number;
}

@Command({
  subject: 'workflow.mark-notifications',
  permission: 'self',
  route: 'POST /notifications/read',
  status: 200,
  summary: 'Mark notifications of yours as read, or as unread again',
  answers: MarkedNotifications,
})
export class MarkNotifications {
  @List(Id(), { min: 1, max: 200, optional: true, description: 'Default: all' }) notificationIds?: readonly string[];
  @Flag({ optional: true, description: 'False: unread again. Default: true' }) read?: boolean;
}
