import { ROLES } from '#libs/read-models';
import { activeOrganizations, service } from '#libs/runtime';
import { absenceFeature } from './absence/absence.feature';
import { calendarFeedFeature } from './calendar-feed/calendar-feed.feature';
import { calendarFeature } from './calendar/calendar.feature';
import { caseFeature } from './case/case.feature';
import { workDomainFeature } from './domain/work-domain.feature';
import { hrDeliveryFeature } from './hr-delivery/hr-delivery.feature';
import { webhooks } from './hr-delivery/webhooks.provider';
import { hrReconciliationFeature } from './hr-reconciliation/hr-reconciliation.feature';
import { hrSourceFeature } from './hr-source/hr-source.feature';
import { inboxFeature } from './inbox/inbox.feature';
import { HrSources1767225897000 } from './migrations/1767225897000-hr-sources';
import { CalendarFeeds1767225897600 } from './migrations/1767225897600-calendar-feeds';
import { notificationFeature } from './notification/notification.feature';
import { organizationFeature } from './organization/organization.feature';
import { organizations } from './organization/organizations.entity';
import { preferenceFeature } from './preference/preference.feature';
import { reminderFeature } from './reminder/reminder.feature';
import { taskTemplateFeature } from './task-template/task-template.feature';
import { taskFeature } from './task/task.feature';
import { workflowParts, type WorkflowParts } from './workflow.provider';
import { workingDaysFeature } from './working-days/working-days.feature';

/** Events of HR systems, cases and their tasks, the inbox, the tasks of domains, and notifications. */
export const workflow = service<WorkflowParts>({
  name: 'workflow',
  parts: workflowParts,
  features: [
    organizationFeature,
    hrSourceFeature,
    hrDeliveryFeature,
    hrReconciliationFeature,
    workingDaysFeature,
    taskTemplateFeature,
    caseFeature,
    inboxFeature,
    absenceFeature,
    workDomainFeature,
    taskFeature,
    calendarFeature,
    calendarFeedFeature,
    notificationFeature,
    preferenceFeature,
    reminderFeature,
  ],
  migrations: [HrSources1767225897000, CalendarFeeds1767225897600],
  settings: { publicUrl: 'required', clamdUrl: 'optional' },
  secretsRole: ROLES.workflow,
  webhooks,
  scheduledOrganizations: activeOrganizations(organizations),
});
