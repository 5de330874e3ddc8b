import { AuditTrailRead, PersonalDataRead, type DisclosureEvent } from '#contracts/audit/disclosure-events';
import type { Contract } from '#contracts/declare/contract';
import { event } from '#contracts/declare/event';
import { fieldsOf } from '#contracts/declare/field';
import type { ListRequest } from '#contracts/declare/list-request';
import { pinnedBy } from '#libs/read-models';

export interface Shown {
  readonly payload: object;
  /** The organisation that owns the data. */
  readonly organizationId: string;
  readonly answer: object;
}

type Named = Readonly<Record<string, unknown>>;

const EVENTS = { personal: PersonalDataRead, audit: AuditTrailRead } as const;

/**
 * The record of an answer, appended before the answer is given; undefined for a query that discloses nothing. A whole
 * list is recorded with its first page, and the row count is that of the page. Of a list that shows persons in some rows
 * alone each page has a record of its own if it shows any.
 */
export function disclosureOf(
  contract: Contract,
  { payload, organizationId, answer }: Shown,
): DisclosureEvent | undefined {
  const { type, discloses, subject, route, list } = contract;
  if (discloses === undefined) return undefined;
  const { whole, cursor } = payload as ListRequest;
  if (whole && cursor !== undefined && !contract.disclosing) return undefined;
  const rows = list ? (answer as { readonly items: readonly object[] }).items : [answer];
  if (contract.disclosing && !rows.some((row) => contract.disclosing?.(row))) return undefined;
  const inPath = route?.pathParameters ?? [];
  const notAskedFor = whole ? [...inPath, 'limit', 'cursor'] : inPath;
  const pinned = cursor === undefined || whole ? {} : pinnedBy(cursor);
  return event(EVENTS[discloses], {
    organizationId,
    entityId: list
      ? organizationId
      : (((payload as Named)[inPath.at(-1) ?? ''] as string | undefined) ?? organizationId),
    query: subject,
    route: route ? `${route.method} ${route.path}` : subject,
    parameters: fieldsOf(type)
      .map(({ name }) => name)
      .filter((name) => !notAskedFor.includes(name) && (isSaid(payload, name) || isSaid(pinned, name))),
    rows: rows.length,
  });
}

function isSaid(by: object, name: string): boolean {
  const value = (by as Named)[name];
  return value !== undefined && value !== null;
}
