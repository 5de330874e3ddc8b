import { DomainError } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { isUuid } from '#contracts/values/uuid';
import { SOURCE_ALIASES, type ReceiveHrDelivery } from '#contracts/workflow/receive-hr-delivery';
import { streamParts, type StreamName } from '#libs/event-log';
import { defaultSource, hrSource, slugOf, type HrSource } from '../hr-source/hr-source';
import { sourceNamedBy, type SourceOf } from '../hr-source/new-secret.adapter';
import { organizations } from '../organization/organizations.entity';
import type { WorkflowParts } from '../workflow.provider';
import type { RawCall } from './hr-kind';

export interface CalledSource extends SourceOf {
  readonly source: HrSource;
}

type Parts = Pick<WorkflowParts, 'commands' | 'reservations' | 'platformReader'>;
type Called = Pick<ReceiveHrDelivery, 'source' | 'organization'>;

/**
 * The source by its slug. An alias leads to the default source of the organisation in the address, else to the source that
 * our API key names. @throws DomainError `NOT_FOUND`, for a deleted one too
 */
export async function calledSource(called: Called, call: RawCall, parts: Parts): Promise<CalledSource> {
  const place = await placeOf(called, call, parts);
  if (!place) throw noSource();
  const { state: source } = await parts.commands.state(hrSource, place.organizationId, place.sourceId);
  if (source.status !== 'active') throw noSource();
  return { ...place, source };
}

async function placeOf({ source, organization }: Called, { headers }: RawCall, parts: Parts) {
  if (!SOURCE_ALIASES.has(source)) return heldBy(await parts.reservations.holderOf(slugOf(source), PLATFORM));
  if (organization === undefined) return sourceNamedBy(headers['x-api-key'] ?? '');
  const organizationId = await organizationNamed(organization, parts);
  return organizationId === undefined
    ? undefined
    : heldBy(await parts.reservations.holderOf(defaultSource, organizationId));
}

function heldBy(holder: StreamName | undefined): SourceOf | undefined {
  const parts = holder && streamParts(holder);
  return parts && { organizationId: parts.tenantId, sourceId: parts.id };
}

async function organizationNamed(name: string, { commands, platformReader }: Parts): Promise<string | undefined> {
  if (isUuid(name)) {
    const id = name.toLowerCase();
    return (await commands.state(organizationFacts, id, id)).state.status === 'absent' ? undefined : id;
  }
  const found = await platformReader.query((rows) => rows.findOneBy(organizations.table, { slug: name }));
  return found?.id;
}

function noSource(): DomainError {
  return new DomainError('NOT_FOUND', 'There is no such source');
}
