import { AuditTrailRead, PersonalDataRead, type DisclosureEvent } from '#contracts/audit/disclosure-events';
import type { Contract } from '#contracts/contract';
import { event } from '#contracts/event';
import type { ListRequest } from '#contracts/list-request';

export interface Shown {
  readonly payload: object;
  /** Whose it is. */
  readonly organizationId: string;
  readonly answer: object;
}

const EVENTS = { personal: PersonalDataRead, audit: AuditTrailRead } as const;

/**
 * What is recorded of an answer before it is given; undefined for a query that discloses nothing. A list that is given
 * whole is recorded with its first page, and its rows are those of that.
 */
export function disclosureOf(
  { discloses, subject, route, list }: Contract,
  { payload, organizationId, answer }: Shown,
): DisclosureEvent | undefined {
  if (discloses === undefined) return undefined;
  const { whole, cursor } = payload as ListRequest;
  if (whole && cursor !== undefined) return undefined;
  const inPath = route?.pathParameters ?? [];
  const notAskedFor = whole ? [...inPath, 'limit'] : inPath;
  const asked = Object.entries(payload).filter(([, value]) => value !== undefined);
  const one = asked.find(([name]) => name === inPath.at(-1));
  return event(EVENTS[discloses], {
    organizationId,
    entityId: one ? String(one[1]) : organizationId,
    query: subject,
    route: route ? `${route.method} ${route.path}` : subject,
    parameters: asked.map(([name]) => name).filter((name) => !notAskedFor.includes(name)),
    rows: list ? (answer as { readonly items: readonly object[] }).items.length : 1,
  });
}
