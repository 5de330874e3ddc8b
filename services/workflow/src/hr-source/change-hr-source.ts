import { DomainError } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import type { ChangeHrSource } from '#contracts/workflow/change-hr-source';
import type { DeleteHrSource } from '#contracts/workflow/delete-hr-source';
import { HrSourceChanged, HrSourceDeleted } from '#contracts/workflow/hr-source-events';
import type { Given } from '#libs/event-sourcing';
import { mappings } from './create-hr-source';
import type { HrSource, HrSourceEvent, HrSourceSettings } from './hr-source';

export interface ChangedSourceFacts {
  /** The row of the API's credential that the command has; null for a command without one. */
  readonly credentialId: string | null;
}

/** An absent field stays; null removes the API. */
export function changeHrSource(
  { sourceId, name, lastDay, api, departments, isDefault }: ChangeHrSource,
  state: HrSource,
  { facts }: Given<ChangedSourceFacts>,
): HrSourceEvent[] {
  refuseMissing(state);
  const present = settingsOf(state);
  const changed: HrSourceSettings = {
    name: name ?? present.name,
    lastDay: lastDay ?? present.lastDay,
    apiUrl: api === undefined ? present.apiUrl : (api?.url ?? null),
    credentialId: api === undefined ? present.credentialId : facts.credentialId,
    departments: departments ? mappings(departments) : present.departments,
    isDefault: isDefault ?? present.isDefault,
  };
  if (JSON.stringify(changed) === JSON.stringify(present)) return [];
  return [event(HrSourceChanged, { sourceId, ...changed })];
}

export function deleteHrSource({ sourceId }: DeleteHrSource, state: HrSource): HrSourceEvent[] {
  refuseMissing(state);
  return [event(HrSourceDeleted, { sourceId })];
}

/** @throws DomainError `NOT_FOUND` for a deleted one too */
export function refuseMissing({ status }: Pick<HrSource, 'status'>): void {
  if (status !== 'active') throw new DomainError('NOT_FOUND', 'There is no such source');
}

function settingsOf({ name, lastDay, apiUrl, credentialId, departments, isDefault }: HrSource): HrSourceSettings {
  return { name, lastDay, apiUrl, credentialId, departments, isDefault };
}
