import type { EndCalendarFeeds, EndedCalendarFeeds } from '#contracts/workflow/end-calendar-feeds';
import type { SweepCalendarFeeds, SweptCalendarFeeds } from '#contracts/workflow/sweep-calendar-feeds';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import type { WorkflowParts } from '../workflow.provider';

export async function sweepCalendarFeeds(
  _command: SweepCalendarFeeds,
  _context: CommandContext,
  { calendarFeeds }: WorkflowParts,
): Promise<Outcome<SweptCalendarFeeds>> {
  return { answer: { feeds: await calendarFeeds.sweep() } };
}

/** A membership that begins anew brings no feed back. */
export async function endCalendarFeeds(
  { userId }: EndCalendarFeeds,
  { tenantId: organizationId }: CommandContext,
  { calendarFeeds }: WorkflowParts,
): Promise<Outcome<EndedCalendarFeeds>> {
  return { answer: { feeds: await calendarFeeds.endOf({ organizationId, userId }) } };
}
