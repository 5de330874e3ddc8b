import { DomainError } from '#contracts/errors';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { localDate } from '#contracts/values/local-date';
import { latestDayUpTo } from '#contracts/values/recurrence';
import { OpenNextTask } from '#contracts/workflow/open-next-task';
import type { OpenDueTasks, OpenedTasks } from '#contracts/workflow/open-due-tasks';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import { upToDate, type Outcome, type ServiceParts } from '#libs/runtime';
import { seriesOfTask } from './task';
import { TaskRow } from './task.entity';
import { taskProjection } from './task.projection';

const BATCH = 200;

/** @throws DomainError `SERVICE_UNAVAILABLE` while the rows are behind, or when more are left: sent again, it goes on */
export async function openDueTasks(
  _command: OpenDueTasks,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<OpenedTasks>> {
  await upToDate([taskProjection], 'Tasks', parts);
  const { tenantId, now } = context;
  const { state: organization } = await parts.commands.state(organizationFacts, tenantId, tenantId);
  const today = localDate(now, organization.timeZone);
  const latest = await latestOfSeries(tenantId, today, parts);
  for (const row of latest) {
    const series = seriesOfTask(row);
    const dueOn = series && latestDayUpTo(series, today);
    if (dueOn === undefined || row.dueOn === null || dueOn <= row.dueOn) continue;
    const { taskId, seriesId } = row;
    const commandId = newIdOf(context.commandId, `series/${seriesId}`);
    await parts.sender.send(OpenNextTask, { taskId, seriesId, dueOn }, { ...context, commandId });
  }
  if (latest.length === BATCH) throw new DomainError('SERVICE_UNAVAILABLE', 'More tasks are left; send it again');
  return { answer: { tasks: latest.length } };
}

/** The last task of each series that goes on by date, and whose next day has come. */
function latestOfSeries(tenantId: string, today: string, { tenantReader }: ServiceParts): Promise<TaskRow[]> {
  return tenantReader.query(tenantId, (rows) =>
    rows
      .createQueryBuilder(TaskRow, 'task')
      .where(`task.tenantId = :tenantId AND task.repeat = 'by_date' AND task.nextDueOn <= :today`, { tenantId, today })
      .andWhere((query) => {
        const later = query
          .subQuery()
          .select('1')
          .from(TaskRow, 'later')
          .where('later.tenantId = task.tenantId AND later.seriesId = task.seriesId AND later.dueOn > task.dueOn');
        return `NOT EXISTS ${later.getQuery()}`;
      })
      .orderBy('task.taskId')
      .limit(BATCH)
      .getMany(),
  );
}
