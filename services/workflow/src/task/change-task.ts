import { event } from '#contracts/declare/event';
import { faultAt } from '#contracts/errors';
import { localDate } from '#contracts/values/local-date';
import type { ChangeTask } from '#contracts/workflow/change-task';
import { recordedDates } from '#contracts/workflow/recurrence-fields';
import { TaskAssigned, TaskChanged } from '#contracts/workflow/task-events';
import type { Given } from '#libs/event-sourcing';
import { refuseStrangers, type DomainOfWork } from '../domain/domain-members';
import { beginSeries, checklistOf } from './create-task';
import { statusEvents } from './set-task-status';
import { presentTask, type Task, type TaskDetails, type TaskEvent } from './task';

/** An absent field stays; null removes. What the task is about comes before the status that it then has. */
export function changeTask(command: ChangeTask, state: Task, given: Given<DomainOfWork>): TaskEvent[] {
  const present = presentTask(state);
  const { taskId, assigneeId, status } = command;
  const { domainId } = state;
  const details = changedDetails(command, state.details, given);
  const events: TaskEvent[] = [];
  if (JSON.stringify(details) !== JSON.stringify(state.details)) {
    events.push(event(TaskChanged, { taskId, domainId, ...details }));
  }
  if (assigneeId !== undefined && assigneeId !== state.assigneeId) {
    if (assigneeId !== null) refuseStrangers([['/assigneeId', assigneeId]], given.facts);
    events.push(event(TaskAssigned, { taskId, domainId, userId: assigneeId }));
  }
  if (status !== undefined) events.push(...statusEvents(taskId, status, { ...present, details }));
  return events;
}

function changedDetails(
  { taskId: _, status: __, assigneeId: ___, checklist, labels, excludedDates, addedDates, ...said }: ChangeTask,
  before: TaskDetails,
  { facts, now }: Given<DomainOfWork>,
): TaskDetails {
  const stated = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  const details: TaskDetails = {
    ...before,
    ...stated,
    ...(checklist && { checklist: checklistOf(checklist) }),
    ...(labels && { labels: [...new Set(labels)] }),
    ...(excludedDates && { excludedDates: recordedDates(excludedDates) }),
    ...(addedDates && { addedDates: recordedDates(addedDates) }),
  };
  if (details.recurrence === null) return { ...details, seriesStart: null };
  if (details.dueOn === null && before.dueOn !== null && said.dueOn === null) {
    throw faultAt('VALIDATION_FAILED', '/dueOn', 'cannot be removed from a task with a recurrence', 'REQUIRED');
  }
  if (!isOtherSeries(details, before)) return details;
  // Another rule begins anew, with this task.
  return { ...details, ...beginSeries(details, details.dueOn, localDate(now, facts.timeZone)) };
}

function isOtherSeries(details: TaskDetails, before: TaskDetails): boolean {
  if (details.recurrence !== before.recurrence) return true;
  const dates = ({ excludedDates, addedDates }: TaskDetails) => JSON.stringify([excludedDates, addedDates]);
  return dates(details) !== dates(before) && details.seriesStart === null;
}
