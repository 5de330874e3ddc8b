import type { EntityManager } from 'typeorm';
import type { AppliedHolderLeave, ApplyHolderLeave } from '#contracts/inventory/apply-holder-leave';
import type { ApplyHolderLeaves } from '#contracts/inventory/apply-holder-leaves';
import { DomainError } from '#contracts/errors';
import { employmentFacts } from '#contracts/tenancy/employment-facts';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { localFacts } from '../service/catalogue-lookups.provider';
import { catalogueService } from '../service/catalogue-service';
import { GrantRow } from './grant.entity';
import { grantProjection } from './grant.projection';
import { applyHolderLeave, leavesOf, type HolderLeave } from './holder-leave';

/** How long it waits for the grants that were recorded before it. */
const UP_TO_DATE_MS = 2_000;

/** @throws DomainError `SERVICE_UNAVAILABLE` while the rows are behind */
export async function applyLeaveToGrants(
  { employeeId, userId }: ApplyHolderLeave,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<AppliedHolderLeave>> {
  const { timeZone } = await localFacts({ context, lookup: parts.commands });
  const { state } = await parts.commands.state(employmentFacts, context.tenantId, employeeId);
  const leaves = leavesOf(state, timeZone);
  const linked = state.userId === null ? [employeeId] : [employeeId, state.userId];
  let grants = await applied({ holderIds: linked, leaves }, context, parts);
  // The leave of an employee is none of a user's who was unlinked.
  if (userId !== null && userId !== state.userId) {
    grants += await applied({ holderIds: [userId], leaves: [] }, context, parts);
  }
  return { answer: { grants } };
}

/** @throws DomainError `SERVICE_UNAVAILABLE` while the rows are behind */
export async function applyLeavesToGrants(
  _command: ApplyHolderLeaves,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<AppliedHolderLeave>> {
  const { tenantId } = context;
  await upToDate(parts);
  const rows = await parts.tenantReader.query(tenantId, (found) =>
    found
      .createQueryBuilder(GrantRow, 'grant')
      .where(`grant.tenantId = :tenantId AND grant.status = 'active' AND grant.leavesAt IS NOT NULL`, { tenantId })
      .getMany(),
  );
  let grants = 0;
  for (const employeeId of new Set(rows.map((row) => row.employeeId))) {
    if (employeeId === null) continue;
    const { answer } = await applyLeaveToGrants({ employeeId, userId: null }, context, parts);
    grants += answer.grants;
  }
  return { answer: { grants } };
}

async function applied(holder: HolderLeave, context: CommandContext, parts: ServiceParts): Promise<number> {
  const { tenantId, commandId } = context;
  await upToDate(parts);
  const serviceIds = await parts.tenantReader.query(tenantId, (rows) => servicesWith(holder.holderIds, tenantId, rows));
  let grants = 0;
  for (const serviceId of serviceIds) {
    const { result } = await parts.commands.handle({
      aggregate: catalogueService,
      id: serviceId,
      command: {},
      context: { ...context, commandId: newIdOf(commandId, `leave/${serviceId}/${holder.holderIds.join('/')}`) },
      facts: () => Promise.resolve(holder),
      decide: applyHolderLeave,
      answer: (_, { events }) => events.length,
    });
    grants += result;
  }
  return grants;
}

async function servicesWith(holderIds: readonly string[], tenantId: string, rows: EntityManager): Promise<string[]> {
  const held = await rows
    .createQueryBuilder(GrantRow, 'grant')
    .where(`grant.tenantId = :tenantId AND grant.status = 'active'`, { tenantId })
    .andWhere('(grant.employeeId IN (:...holderIds) OR grant.userId IN (:...holderIds))', { holderIds })
    .getMany();
  return [...new Set(held.map(({ serviceId }) => serviceId))].toSorted();
}

async function upToDate({ log, progress }: ServiceParts): Promise<void> {
  if (await progress.waitFor([grantProjection.name], await log.head(), UP_TO_DATE_MS)) return;
  throw new DomainError('SERVICE_UNAVAILABLE', 'The catalogue cannot be read yet; try again in a moment');
}
