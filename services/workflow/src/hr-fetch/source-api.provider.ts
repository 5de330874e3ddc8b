import type { HrSource } from '../hr-source/hr-source';
import type { WorkflowParts } from '../workflow.provider';
import type { ApiAccess } from './people-client.adapter';

/** Undefined for a source without one. */
export async function apiOf(
  { kind, apiUrl, credentialId }: HrSource,
  tenantId: string,
  { hrSecrets }: Pick<WorkflowParts, 'hrSecrets'>,
): Promise<ApiAccess | undefined> {
  if (apiUrl === null || credentialId === null) return undefined;
  const [credential] = await hrSecrets.open(tenantId, [credentialId]);
  return credential === undefined ? undefined : { kind, url: apiUrl, credential };
}
