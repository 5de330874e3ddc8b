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

/** Before the deadline; a page is fetched, or a list compared, within this time. */
const ENOUGH_MS = 9_000;
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
    const people = await wholeList(wanted, api, context, parts);
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

function isLate({ deadline }: Pick<CommandContext, 'deadline'>): boolean {
  return Date.now() > deadline - ENOUGH_MS;
}

/** @throws DomainError `SERVICE_UNAVAILABLE` */
export function refuseLate(context: Pick<CommandContext, 'deadline'>): void {
  if (isLate(context)) throw new DomainError('SERVICE_UNAVAILABLE', 'There is more to fetch; send it again');
}

interface Pages {
  readonly people: readonly ListedPerson[];
  readonly next: string | null;
}

/** Page by page: those that were fetched when the time is over are kept for the next try. */
async function wholeList(
  { id, sourceId }: WantedList,
  api: ApiAccess,
  { tenantId: organizationId, now, deadline }: CommandContext,
  { hrRaw, peopleClient }: WorkflowParts,
): Promise<readonly ListedPerson[]> {
  const place = { id: v5('pages', id), organizationId, sourceId };
  const kept = await hrRaw.open(organizationId, place.id);
  const known: Pages = kept === undefined ? { people: [], next: null } : (JSON.parse(kept) as Pages);
  const people = [...known.people];
  let { next } = known;
  try {
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      if (pages > 0 && isLate({ deadline })) {
        await hrRaw.keep('list', place, JSON.stringify({ people, next } satisfies Pages), now);
        refuseLate({ deadline });
      }
      const page = await peopleClient.page(api, next);
      people.push(...page.people);
      next = page.next;
      if (people.length > MAX_LISTED_PEOPLE) throw new ListRefused('too-long');
      if (next === null) break;
    }
    if (next !== null) throw new ListRefused('too-long');
  } catch (error) {
    // A list begins anew after a refusal: pages of two days would be mixed.
    if (error instanceof ListRefused && kept !== undefined) await hrRaw.remove([place.id]);
    throw error;
  }
  if (kept !== undefined) await hrRaw.remove([place.id]);
  return people;
}

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
