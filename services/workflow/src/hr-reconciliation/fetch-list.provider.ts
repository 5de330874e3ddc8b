import { v5 } from 'uuid';
import type { ListedPerson } from '#contracts/workflow/hr-person';
import { MAX_LISTED_PEOPLE } from '#contracts/workflow/hr-reconciliation-events';
import { DomainError } from '#contracts/errors';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { ApiAccess } from '../hr-fetch/people-client.adapter';
import { ListRefused } from '../hr-fetch/people-api';
import { apiOf } from '../hr-fetch/source-api.provider';
import { hrSource } from '../hr-source/hr-source';
import type { WorkflowParts } from '../workflow.provider';
import { hrReconciliation } from './hr-reconciliation';
import { recordUnavailable, type MissingList } from './reconcile-hr-source';
import { setAlarm, takeList } from './take-list.provider';

/** Before the deadline: a list is fetched within this time, a page, and a list is compared. */
const ENOUGH_MS = 9_000;
const A_PAGE_MS = 2_000;
const TO_COMPARE_MS = 2_000;
const MOST_PAGES = 2_000;

export interface WantedList {
  /** Of the reconciliation. */
  readonly id: string;
  readonly sourceId: string;
}

/** `none`: the source has no API. */
export type FetchedList = 'taken' | 'unavailable' | 'none';

/**
 * Fetches the list of a source and compares it. Its alarm is raised or cleared. @throws DomainError `SERVICE_UNAVAILABLE`
 * when the time is over: sent again, it goes on with the next page
 */
export async function fetchList(
  wanted: WantedList,
  context: CommandContext,
  parts: WorkflowParts,
): Promise<FetchedList> {
  const { id, sourceId } = wanted;
  const { state: source } = await parts.commands.state(hrSource, context.tenantId, sourceId);
  const api = source.status === 'active' ? await apiOf(source, context.tenantId, parts) : undefined;
  if (!api) return 'none';
  let problem: string | undefined;
  try {
    const people = await wholeList(sourceId, api, context, parts);
    await takeList({ id, sourceId, origin: 'fetched', people }, context, parts);
  } catch (error) {
    if (!(error instanceof ListRefused)) throw error;
    ({ problem } = error);
    await noteUnavailable({ reconciliationId: id, sourceId, problem }, context, parts);
  }
  const isDue = problem !== undefined;
  if (source.alarms.includes('unreachable') !== isDue)
    await setAlarm(sourceId, 'unreachable', isDue, { context, parts });
  return isDue ? 'unavailable' : 'taken';
}

function late(): DomainError {
  return new DomainError('SERVICE_UNAVAILABLE', 'There is more to fetch; send it again');
}

/** @throws DomainError `SERVICE_UNAVAILABLE` where the time is too short for another list */
export function refuseLate({ deadline }: Pick<CommandContext, 'deadline'>): void {
  if (Date.now() > deadline - ENOUGH_MS) throw late();
}

interface Pages {
  readonly people: readonly ListedPerson[];
  readonly next: string | null;
  /** When the first one was fetched, epoch milliseconds. */
  readonly since: number;
}

/** Pages of an hour ago may no longer fit those of now. */
const PAGES_KEPT_MS = 3_600_000;

async function keptPages(id: string, organizationId: string, { hrRaw }: WorkflowParts): Promise<Pages> {
  const kept = await hrRaw.open(organizationId, id);
  const pages = kept === undefined ? undefined : (JSON.parse(kept) as Pages);
  return pages && Date.now() - pages.since < PAGES_KEPT_MS ? pages : { people: [], next: null, since: Date.now() };
}

/** Page by page. Those that were fetched are kept for the next try, unless they may be the fault. */
async function wholeList(
  sourceId: string,
  api: ApiAccess,
  { tenantId: organizationId, now, deadline }: CommandContext,
  parts: WorkflowParts,
): Promise<readonly ListedPerson[]> {
  const { hrRaw, peopleClient } = parts;
  const place = { id: v5('pages', sourceId), organizationId, sourceId };
  const known = await keptPages(place.id, organizationId, parts);
  const people = [...known.people];
  let { next } = known;
  const keep = () => hrRaw.keep('list', place, JSON.stringify({ ...known, people, next } satisfies Pages), now);
  try {
    for (let pages = 0; pages < MOST_PAGES && people.length <= MAX_LISTED_PEOPLE; pages++) {
      const withinMs = deadline - TO_COMPARE_MS - Date.now();
      if (pages > 0 && withinMs < A_PAGE_MS) throw late();
      const page = await peopleClient.page(api, next, withinMs);
      people.push(...page.people);
      next = page.next;
      if (next !== null) continue;
      await hrRaw.remove([place.id]);
      return people;
    }
    throw new ListRefused('too-long');
  } catch (error) {
    if (error instanceof ListRefused && !PASSING.has(error.problem)) await hrRaw.remove([place.id]);
    else if (next !== null) await keep();
    throw error;
  }
}

/** Problems that say nothing about the pages. */
const PASSING: ReadonlySet<string> = new Set(['status-429', 'timeout']);

export async function noteUnavailable(
  missing: MissingList,
  context: CommandContext,
  { commands }: Pick<WorkflowParts, 'commands'>,
): Promise<void> {
  await commands.handle({
    aggregate: hrReconciliation,
    id: missing.reconciliationId,
    command: missing,
    context: { ...context, commandId: newIdOf(context.commandId, `unavailable/${missing.sourceId}`) },
    decide: recordUnavailable,
    answer: () => undefined,
  });
}
