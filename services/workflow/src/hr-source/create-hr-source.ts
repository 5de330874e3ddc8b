import { faultAt, DomainError } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import type { CreateHrSource } from '#contracts/workflow/create-hr-source';
import { HrSourceCreated, type DepartmentMapping } from '#contracts/workflow/hr-source-events';
import { SOURCE_ALIASES } from '#contracts/workflow/receive-hr-delivery';
import type { Given } from '#libs/event-sourcing';
import type { HrSource, HrSourceEvent } from './hr-source';

export interface NewSourceFacts {
  readonly secretId: string;
  /** The row of the API's credential; null: there is none. */
  readonly credentialId: string | null;
  /** A source of the organisation is the default. */
  readonly hasDefault: boolean;
}

export function createHrSource(
  command: CreateHrSource,
  { status }: HrSource,
  { facts, newId }: Given<NewSourceFacts>,
): HrSourceEvent[] {
  if (status !== 'absent') throw new DomainError('CONFLICT', 'This source is there already');
  const { slug, kind, name, lastDay = 'last_day_in', api, departments = {}, isDefault } = command;
  if (SOURCE_ALIASES.has(slug)) throw faultAt('DUPLICATE', '/slug', 'leads to the default source');
  return [
    event(HrSourceCreated, {
      sourceId: newId('hr-source'),
      slug,
      kind,
      name,
      lastDay,
      apiUrl: api?.url ?? null,
      credentialId: facts.credentialId,
      departments: mappings(departments),
      isDefault: isDefault ?? !facts.hasDefault,
      secretId: facts.secretId,
    }),
  ];
}

/** In the order of their names. */
export function mappings(departments: Readonly<Record<string, string>>): DepartmentMapping[] {
  return Object.entries(departments)
    .map(([theirs, ours]) => ({ theirs, ours }))
    .sort((one, other) => (one.theirs < other.theirs ? -1 : 1));
}
