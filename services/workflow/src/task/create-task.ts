import { event } from '#contracts/declare/event';
import { DomainError, faultAt } from '#contracts/errors';
import { localDate } from '#contracts/values/local-date';
import { firstDay } from '#contracts/values/recurrence';
import type { CreateTask } from '#contracts/workflow/create-task';
import { recordedDates, seriesOf, type Recurring } from '#contracts/workflow/recurrence-fields';
import { TaskCreated } from '#contracts/workflow/task-events';
import type { Given } from '#libs/event-sourcing';
import { refuseMissingDomain, refuseStrangers, type DomainOfWork } from '../domain/domain-members';
import type { Task, TaskEvent } from './task';

export function createTask(command: CreateTask, { status }: Task, given: Given<DomainOfWork>): TaskEvent[] {
  if (status !== 'absent') throw new DomainError('CONFLICT', 'This task is there already');
  const { facts, now } = given;
  const { domainId, title, notes = null, assigneeId = null, priority = 'normal', labels = [] } = command;
  refuseMissingDomain(facts);
  if (assigneeId !== null) refuseStrangers([['/assigneeId', assigneeId]], facts);
  const recurring = recurringIn(command);
  const begun = beginSeries(recurring, command.dueOn ?? null, localDate(now, facts.timeZone));
  const taskId = given.newId('task');
  const written = {
    taskId,
    domainId,
    title,
    notes,
    priority,
    labels: [...new Set(labels)],
    checklist: checklistOf(command.checklist ?? []),
    repeat: command.repeat ?? 'when_done',
    ...recurring,
    ...begun,
  };
  return [event(TaskCreated, { ...written, assigneeId, seriesId: taskId })];
}

/** The recurrence as a request gives it. Without a rule there are no dates of it. */
function recurringIn({ recurrence, excludedDates, addedDates }: CreateTask): Recurring {
  return {
    recurrence: recurrence ?? null,
    excludedDates: recordedDates(excludedDates),
    addedDates: recordedDates(addedDates),
  };
}

export function checklistOf(items: readonly { readonly text: string; readonly done?: boolean }[]) {
  return items.map(({ text, done = false }) => ({ text, done }));
}

/**
 * The due date of the first task of a series: the first day of the rule on or after the wanted one.
 * @throws DomainError `NO_OCCURRENCE`, `VALIDATION_FAILED`
 */
export function beginSeries(
  recurring: Recurring,
  wanted: string | null,
  today: string,
): { readonly dueOn: string | null; readonly seriesStart: string | null } {
  const series = seriesOf(recurring, wanted ?? today);
  if (!series) return { dueOn: wanted, seriesStart: null };
  const dueOn = firstDay(series);
  if (dueOn === undefined) throw faultAt('NO_OCCURRENCE', '/recurrence', 'is on no day');
  return { dueOn, seriesStart: series.start };
}
