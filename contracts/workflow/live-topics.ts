import { Id, Text } from '../declare/fields';
import { LiveChange, liveTopic, shown } from '../declare/live-topic';
import {
  CalendarEventCanceled,
  CalendarEventChanged,
  CalendarEventCreated,
  CalendarEventDayCanceled,
  CalendarEventDayChanged,
} from './calendar-events';
import {
  TaskAssigned,
  TaskAttachmentAdded,
  TaskAttachmentRemoved,
  TaskCanceled,
  TaskChanged,
  TaskCommentRemoved,
  TaskCommented,
  TaskCompleted,
  TaskCreated,
  TaskDeleted,
  TaskStatusSet,
} from './task-events';

export class LiveTask extends LiveChange {
  @Id() domainId!: string;
  @Text({ max: 200, nullable: true, description: 'Null where the change does not name it' }) title!: string | null;
}

interface OfDomain {
  readonly domainId: string;
}
const ofDomain = ({ domainId }: OfDomain) => [domainId];
const titled = ({ domainId, title }: OfDomain & { readonly title: string }) => ({ domainId, title });
const untitled = ({ domainId }: OfDomain) => ({ domainId, title: null });

/** The tasks of the caller's domains. */
export const tasksTopic = liveTopic({
  name: 'tasks',
  service: 'workflow',
  permission: 'work.read',
  shows: LiveTask,
  projections: ['task'],
  scope: { by: 'domain' },
  on: [
    shown(TaskCreated, titled, ofDomain),
    shown(TaskChanged, titled, ofDomain),
    shown(TaskAssigned, untitled, ofDomain),
    shown(TaskStatusSet, untitled, ofDomain),
    shown(TaskCompleted, untitled, ofDomain),
    shown(TaskCanceled, untitled, ofDomain),
    shown(TaskCommented, untitled, ofDomain),
    shown(TaskCommentRemoved, untitled, ofDomain),
    shown(TaskAttachmentAdded, untitled, ofDomain),
    shown(TaskAttachmentRemoved, untitled, ofDomain),
    shown(TaskDeleted, untitled, ofDomain),
  ],
});

export class LiveCalendarEvent extends LiveChange {
  @Id() domainId!: string;
  @Text({ max: 200, nullable: true, description: 'Null where the change does not name it' }) title!: string | null;
}

/** The calendar of the caller's domains. */
export const calendarTopic = liveTopic({
  name: 'calendar',
  service: 'workflow',
  permission: 'work.read',
  shows: LiveCalendarEvent,
  projections: ['calendar-event'],
  scope: { by: 'domain' },
  on: [
    shown(CalendarEventCreated, titled, ofDomain),
    shown(CalendarEventChanged, titled, ofDomain),
    shown(CalendarEventCanceled, untitled, ofDomain),
    shown(CalendarEventDayChanged, untitled, ofDomain),
    shown(CalendarEventDayCanceled, untitled, ofDomain),
  ],
});
